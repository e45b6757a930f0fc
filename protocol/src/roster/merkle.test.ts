import { describe, expect, it } from "vitest";
import { concatBytes, label, sha256, u16 } from "../bytes/index.ts";
import { leadsToRoot, leafHash, MerkleTree } from "./merkle.ts";

type Bytes = Uint8Array<ArrayBuffer>;

const leaves = (count: number) => Array.from({ length: count }, (_, index) => leafHash(u16(index)));

/** RFC 6962's own definition: the left part is the largest power of two under the count. */
function rootByDefinition(hashes: readonly Bytes[]): Bytes {
  const [only] = hashes;
  if (!only) return sha256(label("cocoon/v1 roster-empty"));
  if (hashes.length === 1) return only;
  let left = 1;
  while (left * 2 < hashes.length) left *= 2;
  const halves = [rootByDefinition(hashes.slice(0, left)), rootByDefinition(hashes.slice(left))];
  return sha256(label("cocoon/v1 roster-node"), concatBytes(...halves));
}

const COUNTS = Array.from({ length: 18 }, (_, count) => count);

describe("the tree over a node list", () => {
  it("has RFC 6962's shape at every size", () => {
    for (const count of COUNTS)
      expect(new MerkleTree(leaves(count)).root).toEqual(rootByDefinition(leaves(count)));
  });

  it("proves every leaf at its own place, in a tree of its own size, and at no other", () => {
    for (const count of COUNTS) {
      const hashes = leaves(count);
      const tree = new MerkleTree(hashes);
      for (const [index, leaf] of hashes.entries()) {
        const path = tree.path(index);
        const leads = (place: { index: number; count: number }, of: Bytes = leaf) =>
          leadsToRoot(of, { ...place, path }, tree.root);
        expect(leads({ index, count })).toBe(true);
        for (let other = 0; other < count + 2; other++) {
          if (other === index) continue;
          expect(leads({ index: other, count })).toBe(false);
          if (other < count) expect(leads({ index, count }, hashes[other])).toBe(false);
        }
      }
    }
  });

  it("takes no inner node for a leaf", () => {
    const tree = new MerkleTree(leaves(4));
    const [sibling, above] = tree.path(0) as [Bytes, Bytes];
    const inner = sha256(label("cocoon/v1 roster-node"), concatBytes(leaves(4)[0] as Bytes, sibling));
    // As a shorter tree of two, the inner nodes would lead to the root: the count that is signed forbids it.
    expect(leadsToRoot(inner, { index: 0, count: 2, path: [above] }, tree.root)).toBe(true);
    expect(leadsToRoot(inner, { index: 0, count: 4, path: [above] }, tree.root)).toBe(false);
    expect(
      leadsToRoot(
        leafHash(concatBytes(leaves(4)[0] as Bytes, sibling)),
        { index: 0, count: 2, path: [above] },
        tree.root,
      ),
    ).toBe(false);
  });

  it("has no path to a leaf that is not there", () => {
    expect(() => new MerkleTree(leaves(3)).path(3)).toThrow(RangeError);
    expect(() => new MerkleTree([]).path(0)).toThrow(RangeError);
  });
});
