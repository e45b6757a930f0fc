import { CocoonError, MEDIA } from "@cocoon/protocol/api";
import { isHex } from "@cocoon/protocol/bytes";
import { encodeHeaded, encodeInclusionProof } from "@cocoon/protocol/roster";
import { Hono } from "hono";
import type { LiveNode } from "../registry/node.ts";
import type { Services } from "../services.ts";
import { methodNotAllowed } from "./method.ts";
import { queryOf } from "./query.ts";

/** `GET /v1/nodes`, each node's evidence, and the proof that the roster lists it. All of it is carried, none of it is to be trusted: clients verify. */
export function nodeRoutes({ directory, roster, liveChecks }: Services): Hono {
  const routes = new Hono();

  routes.get("/", async (context) => {
    queryOf(context, null);
    const { indexBytes, hash } = await roster.current();
    const headers = { "content-type": "application/json", etag: `"${hash}"` };
    return new Response(new Uint8Array(indexBytes), { headers });
  });
  routes.all("/", methodNotAllowed);

  routes.get("/:keyId/proof", async (context) => {
    queryOf(context, null);
    const current = await roster.current();
    const proof = current.tree.prove(context.req.param("keyId"));
    if (!proof) throw new CocoonError("no_such_node");
    const bytes = encodeHeaded(current, encodeInclusionProof(proof));
    return new Response(bytes, { headers: { "content-type": MEDIA.roster } });
  });
  routes.all("/:keyId/proof", methodNotAllowed);

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
