import { CocoonError, MEDIA } from "@cocoon/protocol/api";
import { isHex } from "@cocoon/protocol/bytes";
import { Hono } from "hono";
import type { LiveNode } from "../registry/node.ts";
import type { Services } from "../services.ts";
import { methodNotAllowed } from "./method.ts";
import { queryOf } from "./query.ts";

/** `GET /v1/nodes` and each node's evidence. All of it is carried, none of it is to be trusted: clients verify. */
export function nodeRoutes({ directory, liveChecks }: Services): Hono {
  const routes = new Hono();

  routes.get("/", (context) => {
    queryOf(context, null);
    const { bytes, root } = directory.index();
    return new Response(bytes, { headers: { "content-type": "application/json", etag: `"${root}"` } });
  });
  routes.all("/", methodNotAllowed);

  routes.get("/:keyId/evidence", async (context) => {
    const node = nodeOf(context.req.param("keyId"));
    const nonce = queryOf(context, "nonce", /^[0-9a-f]{64}$/, "32 bytes of lower-case hex");
    const bundle = nonce === null ? node.evidence : await liveChecks.check(node, nonce);
    return new Response(new Uint8Array(bundle), { headers: { "content-type": MEDIA.evidence } });
  });
  routes.all("/:keyId/evidence", methodNotAllowed);

  function nodeOf(keyId: string): LiveNode {
    const node = isHex(keyId, 32) ? directory.get(keyId) : undefined;
    if (!node) throw new CocoonError("no_such_node");
    return node;
  }

  return routes;
}
