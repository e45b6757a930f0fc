import { DatabaseError } from "@cocoon/db/connection";
import { CocoonError, MEDIA, problemJson } from "@cocoon/protocol/api";
import { MalformedError } from "@cocoon/protocol/bytes";
import { Hono } from "hono";
import { isRedisAway } from "./redis/connect.ts";
import { accountRoutes } from "./routes/account.ts";
import { appFileRoutes } from "./routes/app-files.ts";
import { botEventRoutes } from "./routes/bot-events.ts";
import { bridgeRoutes } from "./routes/bridge.ts";
import { corsOf } from "./routes/cors.ts";
import { depositRoutes } from "./routes/deposits.ts";
import { disputeRoute } from "./routes/disputes.ts";
import { eventRoutes } from "./routes/events.ts";
import { framesRoute } from "./routes/frames.ts";
import { healthRoutes } from "./routes/health.ts";
import { jobRoutes } from "./routes/jobs.ts";
import { keyRoutes } from "./routes/keys.ts";
import { ledgerRoutes } from "./routes/ledger.ts";
import { marketRoutes } from "./routes/market.ts";
import { modelRoutes } from "./routes/models.ts";
import { nodeRoutes } from "./routes/nodes.ts";
import { ownerRoutes } from "./routes/owner.ts";
import { priceRoutes } from "./routes/prices.ts";
import { quoteRoutes } from "./routes/quote.ts";
import { referenceRoutes } from "./routes/reference-values.ts";
import { voucherRoutes } from "./routes/vouchers.ts";
import { rosterRoutes } from "./routes/roster.ts";
import { sessionRoutes } from "./routes/sessions.ts";
import { withdrawalRoutes } from "./routes/withdrawal.ts";
import type { Services } from "./services.ts";

/** How long a client should wait before it tries again what may pass by itself, in seconds. */
const RETRY_AFTER_SECONDS = "1";

/** The proxy's HTTP API (SPEC 8). Every error, an unknown path included, is an RFC 9457 problem. */
export function createApp(services: Services): Hono {
  const app = new Hono();
  const { webOrigins } = services.identity;
  if (webOrigins.length > 0) app.use("/v1/*", corsOf(webOrigins));
  app.route("/", healthRoutes(services));
  if (services.developmentRoutes) app.route("/", services.developmentRoutes);
  app.route("/", bridgeRoutes(services));
  app.route("/", appFileRoutes(services));
  app.route("/v1/nodes", nodeRoutes(services));
  app.route("/v1", modelRoutes(services));
  app.route("/v1/reference-values", referenceRoutes(services));
  app.route("/v1/roster", rosterRoutes(services));
  app.route("/v1/jobs", jobRoutes(services));
  app.route("/v1/jobs", framesRoute(services));
  app.route("/v1/prices", priceRoutes(services));
  app.route("/v1/jobs", disputeRoute(services));
  app.route("/v1", sessionRoutes(services));
  app.route("/v1", depositRoutes(services));
  app.route("/v1/account/voucher", voucherRoutes(services));
  app.route("/v1/account", accountRoutes(services));
  app.route("/v1/account/ledger", ledgerRoutes(services));
  app.route("/v1/account/keys", keyRoutes(services));
  app.route("/v1/quote", quoteRoutes(services));
  app.route("/v1/withdrawal", withdrawalRoutes(services));
  app.route("/v1/events", eventRoutes(services));
  app.route("/v1/bot/events", botEventRoutes(services));
  app.route("/v1/owner", ownerRoutes(services));
  app.route("/v1/market", marketRoutes(services));
  app.notFound(() => problem(new CocoonError("not_found")));
  app.onError((error) => problem(asProblem(error, services)));
  return app;
}

/** Names what went wrong for the caller; what is not theirs to know becomes `internal` and a line in the log. */
function asProblem(error: Error, { log }: Services): CocoonError {
  if (error instanceof CocoonError) return error;
  if (error instanceof MalformedError) return new CocoonError("malformed_request", error.message);
  const outage = isOutage(error);
  log("error", outage ? "part_away" : "request_failed", { reason: error.name });
  return new CocoonError(outage ? "unavailable" : "internal");
}

/** Postgres or Redis out of reach: the same request may work in a moment. */
const isOutage = (error: Error): boolean =>
  error instanceof DatabaseError ? error.transient : isRedisAway(error);

function problem(error: CocoonError): Response {
  const headers = new Headers({ "content-type": MEDIA.problem });
  if (error.status === 429 || error.status === 503) headers.set("retry-after", RETRY_AFTER_SECONDS);
  if (error.status === 401) headers.set("www-authenticate", "Bearer");
  return new Response(JSON.stringify(problemJson(error)), { status: error.status, headers });
}
