import type { AccountEvent } from "@cocoon/db/events";
import { CocoonError, MEDIA } from "@cocoon/protocol/api";
import { type Context, Hono } from "hono";
import type { Principal } from "../identity/principal.ts";
import type { Services } from "../services.ts";
import { methodNotAllowed } from "./method.ts";
import { queryOf } from "./query.ts";
import { encodeServerSent, keepAlive } from "./server-sent.ts";

/** `GET /v1/events`: the account's events as they come, resumable by `last-event-id` (SPEC 8.11). */
export function eventRoutes(services: Services): Hono {
  const { credentials, events, limits } = services;
  const routes = new Hono();
  routes.get("/", async (context) => {
    // Nobody would read, or end, the body that a HEAD request opens.
    if (context.req.method !== "GET") methodNotAllowed();
    const { accountId } = await credentials.principalOf(context, "read");
    queryOf(context, null);
    const stands = async () =>
      isStill(accountId, await credentials.principalOf(context, "read").catch(ifRefused));
    const after = lastEventId(context);
    const closeStream = limits.openListener(accountId);
    const ended = new AbortController();
    context.req.raw.signal.addEventListener("abort", () => ended.abort());
    const read = events.read(accountId, after, ended.signal);
    const body = asBody(read, stands, services, () => {
      ended.abort();
      closeStream();
    });
    const headers = { "content-type": MEDIA.events, "cache-control": "no-store", "x-accel-buffering": "no" };
    return new Response(body, { headers });
  });
  routes.all("/", methodNotAllowed);
  return routes;
}

function lastEventId(context: Context): string | null {
  const id = context.req.header("last-event-id") ?? "";
  if (id === "") return null;
  if (!/^[0-9]{1,18}$/.test(id))
    throw new CocoonError("malformed_request", "last-event-id is what an earlier event had as id");
  return id;
}

const isStill = (accountId: string, now: Principal | null): boolean => now?.accountId === accountId;

function ifRefused(error: unknown): null {
  if (error instanceof CocoonError) return null;
  throw error;
}

/** When Postgres fails, the body just ends: the reader asks again from where it was. */
function asBody(
  events: AsyncGenerator<AccountEvent | null>,
  stands: () => Promise<boolean>,
  { log }: Services,
  onEnd: () => void,
): ReadableStream<Uint8Array> {
  return new ReadableStream({
    // At once, so that the reader knows it is listened to.
    start: (controller) => controller.enqueue(keepAlive()),
    async pull(controller) {
      try {
        const { done, value } = await events.next();
        // One that was revoked, ran out or moved to another account since hears no more.
        if (!done && (await stands()))
          return controller.enqueue(value === null ? keepAlive() : bytesOf(value));
      } catch (error) {
        log("warn", "events_failed", { reason: error instanceof Error ? error.name : "unknown" });
      }
      onEnd();
      controller.close();
    },
    async cancel() {
      onEnd();
      await events.return(undefined);
    },
  });
}

const bytesOf = ({ seq, kind, createdMs, data }: AccountEvent): Uint8Array =>
  encodeServerSent({ id: seq, event: kind, data: { seq, kind, createdMs, data } });
