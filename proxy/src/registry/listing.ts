import {
  type Commitment,
  encodeNodeEntry,
  encodeNodeIndex,
  NODE_INDEX_LIMIT_BYTES,
  NODES_AT_MOST,
  RosterTree,
} from "@cocoon/protocol/roster";
import type { LiveNode } from "./node.ts";

/** The nodes as this process knows them now; `count` and `root` are what a roster commits to (SPEC 7.7). */
export interface Index extends Commitment {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Those that are listed: one of each chip. */
  readonly nodes: readonly LiveNode[];
  /** How many chips had no place within the bounds of a list. */
  readonly unlisted: number;
}

/** What all proxies list of these nodes, whatever the order in which they heard of them. */
export function makeIndex(all: readonly LiveNode[]): Index {
  const chips = newestOfEachChip(all);
  const nodes = withinBounds(chips);
  const entries = nodes.map((node) => node.entry);
  return {
    ...new RosterTree(entries).commitment,
    bytes: encodeNodeIndex(entries),
    nodes,
    unlisted: chips.length - nodes.length,
  };
}

/** One entry per chip (SPEC 7.1): while a worker rotates its key, only the newer one is offered for new envelopes. */
function newestOfEachChip(nodes: readonly LiveNode[]): LiveNode[] {
  const newest = new Map<string, LiveNode>();
  for (const node of nodes) {
    const { chipId } = node.entry;
    const other = newest.get(chipId);
    if (!other || compareAdmission(node, other) > 0) newest.set(chipId, node);
  }
  return [...newest.values()];
}

/**
 * A longer list is one that no client takes and no header can count, so those admitted last wait (SPEC 7.1): newcomers can't
 * push out who serves already.
 */
function withinBounds(nodes: readonly LiveNode[]): LiveNode[] {
  const oldest = nodes.toSorted(compareAdmission).slice(0, NODES_AT_MOST);
  let sizeBytes = encodeNodeIndex([]).length;
  const first = oldest.findIndex(({ entry }, index) => {
    sizeBytes += encodeNodeEntry(entry).length + (index > 0 ? 1 : 0);
    return sizeBytes > NODE_INDEX_LIMIT_BYTES;
  });
  return first < 0 ? oldest : oldest.slice(0, first);
}

/** All proxies must choose alike; no two nodes are equal here. */
const compareAdmission = (a: LiveNode, b: LiveNode): number =>
  a.admittedMs - b.admittedMs || (a.entry.keyId < b.entry.keyId ? -1 : 1);
