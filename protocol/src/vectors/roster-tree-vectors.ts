import { toHex } from "../bytes/index.ts";
import {
  encodeInclusionProof,
  type InclusionProof,
  type NodeEntry,
  type SignedRoster,
} from "../roster/index.ts";
import { given, listing, nodeEntry, refused, type RefusedRoster } from "./roster-fixtures.ts";

type Three = [NodeEntry, NodeEntry, NodeEntry];

/** @param roster over three nodes */
export function indexRejects(roster: SignedRoster): RefusedRoster[] {
  const { entries, index } = listing(3);
  const [one, two, three] = entries as Three;
  const told = (...nodes: readonly NodeEntry[]) => JSON.stringify({ v: 1, nodes });
  const other = (name: string, text: string) =>
    refused(name, "roster_index_mismatch", given(roster, { index: text }));
  const malformed = (name: string, text: string) =>
    refused(name, "roster_malformed", given(roster, { index: text }));
  return [
    other("a node left out", told(one, two)),
    other("a node added", listing(4).index),
    other("a node in place of another", told(one, two, { ...three, chipId: nodeEntry("other").chipId })),
    other("an operator changed", told({ ...one, operator: "other" }, two, three)),
    other("no nodes", told()),
    malformed("nodes in another order", told(two, one, three)),
    malformed("a key twice", told(one, two, { ...two, chipId: three.chipId })),
    malformed("a chip twice", told(one, two, { ...three, chipId: one.chipId })),
    malformed("a node without a chip", told(one, two, { ...three, chipId: "00".repeat(64) })),
    malformed("another spelling of the list", index.replace('{"v":1', '{ "v":1')),
    malformed("no list", ""),
  ];
}

/** @param roster over five nodes */
export function proofRejects(roster: SignedRoster): RefusedRoster[] {
  const { entries, tree } = listing(5);
  const entry = entries[1] as NodeEntry;
  const last = entries[4] as NodeEntry;
  const good = tree.prove(entry.keyId) as InclusionProof;
  const [sibling, ...above] = good.path as [Uint8Array, ...Uint8Array[]];
  const bytes = (proof: Partial<InclusionProof>) => toHex(encodeInclusionProof({ ...good, ...proof }));
  const wrong = (name: string, proof: string, of: NodeEntry = entry) =>
    refused(name, "roster_not_included", given(roster, { entry: JSON.stringify(of), proof }));
  const malformed = (name: string, proof: string) =>
    refused(name, "roster_malformed", given(roster, { entry: JSON.stringify(entry), proof }));
  return [
    wrong("a proof of another place", bytes({ index: 0 })),
    wrong("a place beyond the tree", bytes({ index: 9 })),
    wrong("a sibling changed", bytes({ path: [sibling.with(0, (sibling[0] as number) ^ 1), ...above] })),
    wrong("a sibling left out", bytes({ path: above })),
    wrong("a sibling too many", bytes({ path: [...good.path, sibling] })),
    wrong("siblings in another order", bytes({ path: good.path.toReversed() })),
    wrong("a proof of another node", bytes({}), last),
    wrong("a node with another operator", bytes({}), { ...entry, operator: "other" }),
    wrong("a node that is not listed", bytes({}), nodeEntry("unlisted")),
    malformed("more than twelve steps", `00010d${toHex(sibling).repeat(13)}`),
    malformed("a step cut short", bytes({}).slice(0, -2)),
    malformed("a byte after the proof", `${bytes({})}00`),
  ];
}
