import { ping } from "@cocoon/db/connection";
import { CocoonError } from "@cocoon/protocol/api";
import { Hono } from "hono";
import type { Services } from "../services.ts";
import { methodNotAllowed } from "./method.ts";

/** `GET /healthz` for whoever restarts us, `GET /metrics` for Prometheus. */
export function healthRoutes({ database, queue, directory, metrics, money, stopping }: Services): Hono {
  const routes = new Hono();
  metrics.gauge("nodes", () => directory.index().nodes.length);
  metrics.gauge("jobs_unfinished", () => queue.depth());
  routes.get("/healthz", async (context) => {
    if (stopping()) throw new CocoonError("stopping");
    if (money?.standing === "behind") throw new CocoonError("behind_chain");
    await Promise.all([ping(database), queue.depth()]);
    return context.json({ status: "ok", nodes: directory.index().nodes.length });
  });
  routes.all("/healthz", methodNotAllowed);
  routes.get("/metrics", async (context) => context.text(await metrics.text()));
  routes.all("/metrics", methodNotAllowed);
  return routes;
}
