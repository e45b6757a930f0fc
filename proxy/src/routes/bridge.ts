import { CocoonError, MEDIA } from "@cocoon/protocol/api";
import { type Context, Hono } from "hono";
import { connectManifest, walletListing } from "../bridge/listing.ts";
import type { BridgeMessage } from "../bridge/relay.ts";
import type { Services } from "../services.ts";
import { readBody } from "./body.ts";
import { methodNotAllowed } from "./method.ts";
import { strangerOf } from "./stranger.ts";

const LARGEST_MESSAGE_BYTES = 64 * 1024;
const SESSION = "[0-9a-f]{64}";
const MOST_SESSIONS = 8;

const EVENTS = {
  client_id: new RegExp(`^${SESSION}(?:,${SESSION}){0,${MOST_SESSIONS - 1}}$`),
  last_event_id: /^[\w-]{0,64}$/,
} as const;
const MESSAGE = {
  client_id: new RegExp(`^${SESSION}$`),
  to: new RegExp(`^${SESSION}$`),
  ttl: /^[0-9]{1,6}$/,
  topic: /^[A-Za-z]{0,32}$/,
} as const;
/** What was sealed and then written as text: nothing that anybody could read passes for it. */
const SEALED = /^[A-Za-z0-9+/_-]+={0,2}$/;

/**
 * TON Connect on our own origin: `GET /app/wallets.json`, `GET /app/tonconnect-manifest.json`, and the relay of each wallet's
 * HTTP bridge, `GET /bridge/:wallet/events` and `POST /bridge/:wallet/message`.
 */
export function bridgeRoutes({
  bridges,
  origin,
  limits,
}: Pick<Services, "bridges" | "origin" | "limits">): Hono {
  const routes = new Hono();
  routes.get("/app/wallets.json", (context) =>
    context.json(walletListing(bridges.wallets, origin()), 200, { "cache-control": "no-cache" }),
  );
  // Wallets that are pages themselves fetch it from their own origins.
  routes.get("/app/tonconnect-manifest.json", (context) =>
    context.json(connectManifest(origin()), 200, {
      "access-control-allow-origin": "*",
      "cross-origin-resource-policy": "cross-origin",
      "cache-control": "no-cache",
    }),
  );
  routes.get("/bridge/:wallet/events", async (context) => {
    // Nobody would read, or end, the body that a HEAD request opens.
    if (context.req.method !== "GET") methodNotAllowed();
    const sessions = needed(context, "client_id", EVENTS.client_id);
    const lastEventId = asked(context, "last_event_id", EVENTS.last_event_id) ?? headerOfLastEvent(context);
    limits.takePost(talkerOf(context));
    const { signal } = context.req.raw;
    const body = await bridges.events(context.req.param("wallet"), { sessions, lastEventId }, signal);
    const headers = { "content-type": MEDIA.events, "cache-control": "no-store", "x-accel-buffering": "no" };
    return new Response(body, { headers });
  });
  routes.post("/bridge/:wallet/message", async (context) => {
    limits.takePost(talkerOf(context));
    await bridges.send(context.req.param("wallet"), await messageOf(context));
    return context.json({ message: "OK", statusCode: 200 });
  });
  for (const path of ["/app/wallets.json", "/app/tonconnect-manifest.json", "/bridge/:wallet/:part"])
    routes.all(path, methodNotAllowed);
  return routes;
}

/** Apart from those who sign in: whoever floods the relay keeps nobody out. */
const talkerOf = (context: Context): string => `bridge for ${strangerOf(context)}`;

async function messageOf(context: Context): Promise<BridgeMessage> {
  const from = needed(context, "client_id", MESSAGE.client_id);
  const to = needed(context, "to", MESSAGE.to);
  const ttlSeconds = needed(context, "ttl", MESSAGE.ttl);
  const topic = asked(context, "topic", MESSAGE.topic);
  const body = Buffer.from(await readBody(context, LARGEST_MESSAGE_BYTES)).toString("latin1");
  if (!SEALED.test(body))
    throw new CocoonError("malformed_request", "the body is a sealed message in base64");
  return { from, to, ttlSeconds, topic, body };
}

/** Other parameters are for counting people at a bridge, and go no further. */
function asked(context: Context, name: string, form: RegExp): string | null {
  const [value, ...others] = context.req.queries(name) ?? [];
  if (value === undefined) return null;
  if (others.length > 0 || !form.test(value))
    throw new CocoonError("malformed_request", `${name} is not as TON Connect has it`);
  return value === "" ? null : value;
}

function needed(context: Context, name: string, form: RegExp): string {
  const value = asked(context, name, form);
  if (value === null) throw new CocoonError("malformed_request", `${name} is missing`);
  return value;
}

/** As a browser asks when it takes up a stream by itself. */
function headerOfLastEvent(context: Context): string | null {
  const id = context.req.header("last-event-id") ?? "";
  return id !== "" && EVENTS.last_event_id.test(id) ? id : null;
}
