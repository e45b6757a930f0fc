import {
  encodeNodeEntry,
  encodeNodeIndex,
  NODE_INDEX_LIMIT_BYTES,
  NODES_AT_MOST,
  parseNodeIndex,
} from "@cocoon/protocol/roster";
import { describe, expect, it } from "vitest";
import { newNode } from "./directory.suite.ts";
import { type Index, makeIndex } from "./listing.ts";
import type { LiveNode } from "./node.ts";

const OFFERS_BYTES = 16_000;

const nodesOf = (count: number, node: (index: number) => LiveNode): LiveNode[] =>
  Array.from({ length: count }, (_, index) => node(index));
const listedIn = ({ bytes }: Index) => parseNodeIndex(bytes).nodes.map(({ keyId }) => keyId);
const keyIdsOf = (nodes: readonly LiveNode[]) => nodes.map(({ entry }) => entry.keyId).toSorted();

describe("the list made of all nodes", () => {
  it("has at most 4096 of them, those admitted first, in whatever order they are known", () => {
    const nodes = nodesOf(NODES_AT_MOST + 3, (index) => newNode({ admittedMs: index }));
    const first = keyIdsOf(nodes.slice(0, NODES_AT_MOST));
    for (const known of [nodes, nodes.toReversed()]) {
      const index = makeIndex(known);
      expect(index).toMatchObject({ count: NODES_AT_MOST, unlisted: 3 });
      expect(listedIn(index)).toEqual(first);
    }
  });

  it("chooses by key among those admitted at once", () => {
    const nodes = nodesOf(NODES_AT_MOST + 2, () => newNode({ admittedMs: 1 }));
    const first = keyIdsOf(nodes).slice(0, NODES_AT_MOST);
    for (const known of [nodes, nodes.toReversed()]) expect(listedIn(makeIndex(known))).toEqual(first);
  });

  it("has at most 16 MiB, filled to the last entry that fits", () => {
    const large = (index: number): LiveNode => {
      const { entry, ...node } = newNode({ admittedMs: index });
      return { ...node, entry: { ...entry, offers: "x".repeat(OFFERS_BYTES) } };
    };
    const nodes = nodesOf(1_100, large);
    const index = makeIndex(nodes.toReversed());
    const { bytes, count, unlisted } = index;
    expect(unlisted).toBe(nodes.length - count);
    expect(unlisted).toBeGreaterThan(0);
    expect(listedIn(index)).toEqual(keyIdsOf(nodes.slice(0, count)));
    const next = encodeNodeEntry((nodes[count] as LiveNode).entry).length + 1;
    expect(bytes.length).toBeLessThanOrEqual(NODE_INDEX_LIMIT_BYTES);
    expect(bytes.length + next).toBeGreaterThan(NODE_INDEX_LIMIT_BYTES);
  });

  it("may have exactly 16 MiB", () => {
    const nodes = nodesOf(1_000, (index) => newNode({ admittedMs: index }));
    const spareBytes = NODE_INDEX_LIMIT_BYTES - encodeNodeIndex(nodes.map(({ entry }) => entry)).length;
    const each = Math.floor(spareBytes / nodes.length);
    const padded = (moreBytes: number) =>
      nodes.map((node, index): LiveNode => {
        const pad = "x".repeat(each + (index === 0 ? (spareBytes % nodes.length) + moreBytes : 0));
        return { ...node, entry: { ...node.entry, offers: node.entry.offers + pad } };
      });
    expect(makeIndex(padded(0)).bytes).toHaveLength(NODE_INDEX_LIMIT_BYTES);
    expect(makeIndex(padded(1))).toMatchObject({ count: 999, unlisted: 1 });
  });
});
