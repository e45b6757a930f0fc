import { ping } from "@cocoon/db/connection";
import { Hono } from "hono";
import type { Services } from "../services.ts";

/** `GET /healthz` for whoever restarts us, `GET /metrics` for Prometheus. */
export function healthRoutes({ database, queue, directory, metrics, stopping }: Services): Hono {
  const routes = new Hono();
  metrics.gauge("nodes", () => directory.list().length);
  metrics.gauge("jobs_unfinished", () => queue.depth());
  routes.get("/healthz", async (context) => {
    if (stopping()) return context.json({ status: "stopping" }, 503);
    await Promise.all([ping(database), queue.depth()]);
    return context.json({ status: "ok", nodes: directory.list().length });
  });
  routes.get("/metrics", async (context) => context.text(await metrics.text()));
  return routes;
}
