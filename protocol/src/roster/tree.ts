import { ByteReader, concatBytes, fromHex, MalformedError, toHex, u8, u16 } from "../bytes/index.ts";
import { leadsToRoot, leafHash, MerkleTree } from "./merkle.ts";
import {
  encodeNodeEntry,
  type NodeEntry,
  type NodeIndex,
  NODES_AT_MOST,
  parseNodeIndex,
} from "./node-index.ts";
import { demand, RosterError } from "./roster-error.ts";
import type { RosterHeader, SignedRoster } from "./header.ts";

/** What a header commits to of its nodes. */
export type Commitment = Pick<RosterHeader, "count" | "root">;

/** Where an entry stands in its epoch's tree, and the siblings that lead to the root. */
export interface InclusionProof {
  readonly index: number;
  readonly path: readonly Uint8Array[];
}

const HASH_BYTES = 32;
const STEPS_AT_MOST = Math.log2(NODES_AT_MOST);
/** Of {@link encodeInclusionProof}. */
export const INCLUSION_PROOF_LIMIT_BYTES = 3 + STEPS_AT_MOST * HASH_BYTES;

/** The nodes of one epoch as a tree whose leaves stand in the index's order, which is by key id (SPEC 7.7). */
export class RosterTree {
  readonly commitment: Commitment;
  readonly #tree: MerkleTree;
  readonly #places: ReadonlyMap<string, number>;

  constructor(nodes: readonly NodeEntry[]) {
    const sorted = [...nodes].sort((a, b) => (a.keyId < b.keyId ? -1 : 1));
    this.#tree = new MerkleTree(sorted.map((entry) => leafHash(encodeNodeEntry(entry))));
    this.#places = new Map(sorted.map(({ keyId }, index) => [keyId, index]));
    this.commitment = { count: nodes.length, root: toHex(this.#tree.root) };
  }

  /** Proves that the key stands in the index; null when it does not. */
  prove(keyId: string): InclusionProof | null {
    const index = this.#places.get(keyId);
    return index === undefined ? null : { index, path: this.#tree.path(index) };
  }
}

/** The nodes of an index that is exactly the one `header` commits to. @throws RosterError roster_index_mismatch */
export function nodesOf({ header }: SignedRoster, indexBytes: Uint8Array): NodeIndex["nodes"] {
  const { nodes } = readIndex(indexBytes);
  const { count, root } = new RosterTree(nodes).commitment;
  demand(count === header.count && root === header.root, "roster_index_mismatch");
  return nodes;
}

function readIndex(bytes: Uint8Array): NodeIndex {
  try {
    return parseNodeIndex(bytes);
  } catch (error) {
    if (error instanceof MalformedError) throw new RosterError("roster_malformed");
    throw error;
  }
}

/** @throws RosterError roster_not_included */
export function checkInclusion(
  { header }: SignedRoster,
  entry: NodeEntry,
  { index, path }: InclusionProof,
): void {
  const leaf = leafHash(encodeNodeEntry(entry));
  demand(
    leadsToRoot(leaf, { index, count: header.count, path }, fromHex(header.root)),
    "roster_not_included",
  );
}

/** u16 index ‖ u8 steps ‖ steps × sibling(32), from the leaf up. */
export const encodeInclusionProof = ({ index, path }: InclusionProof): Uint8Array<ArrayBuffer> =>
  concatBytes(u16(index), u8(path.length), ...path);

/** @throws RosterError roster_malformed */
export function parseInclusionProof(bytes: Uint8Array): InclusionProof {
  try {
    const reader = new ByteReader(bytes, "inclusion proof");
    const index = reader.u16();
    const steps = reader.u8();
    demand(steps <= STEPS_AT_MOST, "roster_malformed");
    const path = Array.from({ length: steps }, () => reader.take(HASH_BYTES));
    reader.end();
    return { index, path };
  } catch (error) {
    if (error instanceof MalformedError) throw new RosterError("roster_malformed");
    throw error;
  }
}
