import * as v from "valibot";
import { LIMITS, base64UrlText, hexText, millis, parseStrictJson, shortText } from "../api/index.ts";
import { sha256, utf8 } from "../bytes/index.ts";

const nodeEntry = v.strictObject({
  keyId: hexText(32),
  /** The chip's identity as the proxy read it; the client takes its own from the evidence. */
  chipId: v.nullable(hexText(64)),
  operator: shortText(96),
  expiresMs: millis,
  offers: shortText(LIMITS.controlMessageBytes),
  offersSignature: base64UrlText(64),
});
export type NodeEntry = v.InferOutput<typeof nodeEntry>;

const NODES = 4096;
const nodeIndex = v.strictObject({ v: v.literal(1), nodes: v.pipe(v.array(nodeEntry), v.maxLength(NODES)) });

/** The live nodes, carried by the proxy and trusted for nothing: a client verifies each node it seals to (SPEC 7.1). */
export type NodeIndex = v.InferOutput<typeof nodeIndex>;

const INDEX_BYTES = 16 * 1024 * 1024;

/** The index's exact bytes, sorted by key id, so that any number of proxies serve the same ones. */
export function encodeNodeIndex(nodes: readonly NodeEntry[]): Uint8Array<ArrayBuffer> {
  const sorted = nodes.toSorted((a, b) => (a.keyId < b.keyId ? -1 : 1));
  return utf8(JSON.stringify({ v: 1, nodes: sorted }));
}

/** @throws MalformedError */
export const parseNodeIndex = (bytes: Uint8Array): NodeIndex =>
  parseStrictJson(nodeIndex, bytes, "node index", INDEX_BYTES);

/** What an envelope names as roster_root: the SHA-256 of the index's bytes as received (SPEC 7.1). */
export const rosterRoot = (bytes: Uint8Array): Uint8Array<ArrayBuffer> => sha256(bytes);
