import { HEADERS } from "@cocoon/protocol/api";
import type { MiddlewareHandler } from "hono";
import { cors } from "hono/cors";

const DAY_S = 86_400;

/** Lets pages of exactly these origins use the API. No cookies exist, so no credentials are allowed along. */
export const corsOf = (origins: readonly string[]): MiddlewareHandler =>
  cors({
    origin: (origin) => (origins.includes(origin) ? origin : null),
    allowMethods: ["GET", "POST", "PUT", "DELETE"],
    allowHeaders: [
      "authorization",
      "content-type",
      "last-event-id",
      "if-none-match",
      HEADERS.priceCeiling,
      HEADERS.quote,
    ],
    exposeHeaders: ["etag", "retry-after"],
    maxAge: DAY_S,
  });
