import * as v from "valibot";
import { LIMITS, base64UrlText, hexText, millis, parseStrictJson, shortText } from "../api/index.ts";
import { equalBytes, MalformedError, utf8 } from "../bytes/index.ts";

const nodeEntry = v.strictObject({
  keyId: hexText(32),
  /** The chip's identity as the proxy read it; the client takes its own from the evidence. */
  chipId: v.pipe(
    hexText(64),
    v.check((chip) => !/^0*$/.test(chip)),
  ),
  operator: shortText(96),
  expiresMs: millis,
  offers: shortText(LIMITS.controlMessageBytes),
  offersSignature: base64UrlText(64),
});
export type NodeEntry = v.InferOutput<typeof nodeEntry>;

export const NODES_AT_MOST = 4096;
const nodeIndex = v.strictObject({
  v: v.literal(1),
  nodes: v.pipe(v.array(nodeEntry), v.maxLength(NODES_AT_MOST)),
});

/** The nodes of one epoch, carried by the proxy: a client verifies each node it seals to (SPEC 7.1). */
export type NodeIndex = v.InferOutput<typeof nodeIndex>;

export const NODE_INDEX_LIMIT_BYTES = 16 * 1024 * 1024;

/** The fields in their order, so that an entry has one spelling (SPEC 1.5). */
const spelled = ({ keyId, chipId, operator, expiresMs, offers, offersSignature }: NodeEntry): NodeEntry => ({
  keyId,
  chipId,
  operator,
  expiresMs,
  offers,
  offersSignature,
});

/** An entry's exact bytes: a leaf of the roster's tree. */
export const encodeNodeEntry = (entry: NodeEntry): Uint8Array<ArrayBuffer> =>
  utf8(JSON.stringify(spelled(entry)));

/** The index's exact bytes, sorted by key id, so that any number of proxies serve the same ones. */
export function encodeNodeIndex(nodes: readonly NodeEntry[]): Uint8Array<ArrayBuffer> {
  const sorted = [...nodes].sort((a, b) => (a.keyId < b.keyId ? -1 : 1));
  return utf8(JSON.stringify({ v: 1, nodes: sorted.map(spelled) }));
}

/**
 * The index in its one spelling: sorted, no key and no chip twice, for one machine listed often would be drawn often.
 * @throws MalformedError
 */
export function parseNodeIndex(bytes: Uint8Array): NodeIndex {
  const index = parseStrictJson(nodeIndex, bytes, "node index", NODE_INDEX_LIMIT_BYTES);
  const { nodes } = index;
  for (const field of ["keyId", "chipId"] as const)
    if (new Set(nodes.map((entry) => entry[field])).size < nodes.length)
      throw new MalformedError(`node index: a ${field} stands in it twice`);
  if (!equalBytes(encodeNodeIndex(nodes), bytes))
    throw new MalformedError("node index: not in the one spelling");
  return index;
}
