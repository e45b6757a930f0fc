import { CocoonError, MEDIA, problemJson } from "@cocoon/protocol/api";
import { MalformedError } from "@cocoon/protocol/bytes";
import { Hono } from "hono";
import type { StatusCode } from "hono/utils/http-status";
import { accountRoutes } from "./routes/account.ts";
import { framesRoute } from "./routes/frames.ts";
import { healthRoutes } from "./routes/health.ts";
import { jobRoutes } from "./routes/jobs.ts";
import { modelRoutes } from "./routes/models.ts";
import { nodeRoutes } from "./routes/nodes.ts";
import type { Services } from "./services.ts";

/** The proxy's HTTP API (SPEC 8). Every error, an unknown path included, is an RFC 9457 problem. */
export function createApp(services: Services): Hono {
  const app = new Hono();
  app.route("/", healthRoutes(services));
  app.route("/v1/nodes", nodeRoutes(services));
  app.route("/v1", modelRoutes(services));
  app.route("/v1/jobs", jobRoutes(services));
  app.route("/v1/jobs", framesRoute(services));
  app.route("/v1/account", accountRoutes(services));
  app.notFound(() => problem(new CocoonError("not_found")));
  app.onError((error) => problem(asProblem(error, services)));
  return app;
}

/** Names what went wrong for the caller; what is not theirs to know becomes `internal` and a line in the log. */
function asProblem(error: unknown, { log }: Services): CocoonError {
  if (error instanceof CocoonError) return error;
  if (error instanceof MalformedError) return new CocoonError("malformed_request", error.message);
  log("error", "request_failed", { reason: error instanceof Error ? error.name : "unknown" });
  return new CocoonError(isOutage(error) ? "unavailable" : "internal");
}

/** Postgres or Redis out of reach: the same request may work in a moment. */
function isOutage(error: unknown): boolean {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  return /^(?:ECONN|EPIPE|ETIMEDOUT|CONNECT|CONNECTION|08|57P0|53300)/.test(code);
}

function problem(error: CocoonError): Response {
  const body = JSON.stringify(problemJson(error));
  return new Response(body, { status: error.status as StatusCode, headers: { "content-type": MEDIA.problem } });
}
