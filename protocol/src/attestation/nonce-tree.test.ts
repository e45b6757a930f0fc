import { describe, expect, it } from "vitest";
import { concatBytes, sha256 } from "../bytes/index.ts";
import { fixedBytes } from "../vectors/fixtures.ts";
import { isNonceUnder, NONCE_TREE_DEPTH, type NoncePath, nonceTree } from "./nonce-tree.ts";

const nonces = (count: number): Uint8Array[] =>
  Array.from({ length: count }, (_, index) => fixedBytes(`tree nonce ${index}`, 32));

describe("a tree over nonces", () => {
  it.each([1, 2, 3, 4, 5, 7, 8, 9, 100, 1023, 1024])("gives each of %i its path", (count) => {
    const all = nonces(count);
    const { root, paths } = nonceTree(all);
    expect(paths).toHaveLength(count);
    for (const [index, path] of paths.entries()) {
      expect(path.length).toBeLessThanOrEqual(NONCE_TREE_DEPTH);
      expect(isNonceUnder(root, all[index] as Uint8Array, path)).toBe(true);
    }
  });

  it("gives no path to another's nonce", () => {
    const all = nonces(9);
    const { root, paths } = nonceTree(all);
    for (const [i, nonce] of all.entries())
      for (const [j, path] of paths.entries()) expect(isNonceUnder(root, nonce, path)).toBe(i === j);
  });

  it("holds no path that is cut, lengthened, turned or of other bytes", () => {
    const [nonce] = nonces(4) as [Uint8Array];
    const { root, paths } = nonceTree(nonces(4));
    const path = paths[0] as NoncePath;
    const [first, ...rest] = path;
    if (!first) throw new Error("four nonces have paths of two steps");
    const wrong: NoncePath[] = [
      [],
      rest,
      path.slice(0, -1),
      [...path, first],
      [{ ...first, siblingIs: "left" }, ...rest],
      [{ ...first, sibling: fixedBytes("other sibling", 32) }, ...rest],
      Array.from({ length: NONCE_TREE_DEPTH + 1 }, () => first),
    ];
    for (const other of wrong) expect(isNonceUnder(root, nonce, other)).toBe(false);
    expect(isNonceUnder(root, nonce.subarray(1), path)).toBe(false);
  });

  it("has no inner node that passes for a nonce, and no nonce that passes for the root", () => {
    const [a, b] = nonces(2) as [Uint8Array, Uint8Array];
    const { root } = nonceTree([a, b]);
    expect(isNonceUnder(root, root, [])).toBe(false);
    expect(isNonceUnder(root, sha256(concatBytes(a, b)), [])).toBe(false);
    expect(isNonceUnder(a, a, [])).toBe(false);
  });

  it("is over 1 to 1024 nonces of 32 bytes", () => {
    expect(() => nonceTree([])).toThrow(RangeError);
    expect(() => nonceTree(nonces(1025))).toThrow(RangeError);
    expect(() => nonceTree([new Uint8Array(31)])).toThrow(RangeError);
  });
});
