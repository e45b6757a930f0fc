import { CocoonError, MEDIA } from "@cocoon/protocol/api";
import { encodeHeaded, encodeRosterPage } from "@cocoon/protocol/roster";
import { Hono } from "hono";
import type { Services } from "../services.ts";
import { methodNotAllowed } from "./method.ts";
import { queryOf } from "./query.ts";

/**
 * `GET /v1/roster`: the newest signed header with its node list; with `?epoch=`, a page of headers from that epoch on, by
 * which a client that was away checks the chain (SPEC 7.8).
 */
export function rosterRoutes({ roster }: Services): Hono {
  const routes = new Hono();
  routes.get("/", async (context) => {
    const from = queryOf(context, "epoch", /^[1-9][0-9]{0,15}$/, "the number of an epoch");
    return from === null ? current() : page(Number(from));
  });
  routes.all("/", methodNotAllowed);

  async function current(): Promise<Response> {
    const head = await roster.current();
    const headers = { "content-type": MEDIA.roster, etag: `"${head.hash}"` };
    return new Response(encodeHeaded(head, head.indexBytes), { headers });
  }

  async function page(from: number): Promise<Response> {
    const rosters = Number.isSafeInteger(from) ? await roster.headers(from) : [];
    if (rosters.length === 0) throw new CocoonError("not_found", "there is no such epoch yet");
    return new Response(encodeRosterPage(rosters), { headers: { "content-type": MEDIA.roster } });
  }

  return routes;
}
