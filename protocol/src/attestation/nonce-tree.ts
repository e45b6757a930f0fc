import { equalBytes, label, sha256 } from "../bytes/index.ts";

/** 1024 nonces of one second at most: the way to the root has ten steps at most (SPEC 2.8). */
export const NONCE_TREE_DEPTH = 10;
const NONCE_BYTES = 32;

/** One step towards the root: the sibling, and on which side of it we stand. */
export interface NonceStep {
  readonly sibling: Uint8Array;
  readonly siblingIs: "left" | "right";
}
export type NoncePath = readonly NonceStep[];

// Separate labels: no inner node can pass for a leaf, so no path can be cut short or made longer.
const leaf = (nonce: Uint8Array): Uint8Array => sha256(label("cocoon/v1 nonce-leaf"), nonce);
const inner = (left: Uint8Array, right: Uint8Array): Uint8Array =>
  sha256(label("cocoon/v1 nonce-node"), left, right);

/** Merkle root over `nonces`, and each one's path, in order. A node without a sibling moves up as it is. */
export function nonceTree(nonces: readonly Uint8Array[]): { root: Uint8Array; paths: NoncePath[] } {
  if (nonces.length === 0 || nonces.length > 1 << NONCE_TREE_DEPTH) throw new RangeError("1 to 1024 nonces");
  if (nonces.some((nonce) => nonce.length !== NONCE_BYTES)) throw new RangeError("a nonce is 32 bytes");
  const paths: NonceStep[][] = nonces.map(() => []);
  let level = nonces.map((nonce, index) => ({ hash: leaf(nonce), members: [index] }));
  while (level.length > 1) {
    const above: typeof level = [];
    for (let i = 0; i < level.length; i += 2) {
      const [left, right] = [level[i], level[i + 1]];
      if (left && right) above.push(join(left, right, paths));
      else if (left) above.push(left);
    }
    level = above;
  }
  return { root: (level[0] as TreeNode).hash, paths };
}

interface TreeNode {
  readonly hash: Uint8Array;
  /** Positions of the nonces below. */
  readonly members: number[];
}

function join(left: TreeNode, right: TreeNode, paths: readonly NonceStep[][]): TreeNode {
  for (const index of left.members) paths[index]?.push({ sibling: right.hash, siblingIs: "right" });
  for (const index of right.members) paths[index]?.push({ sibling: left.hash, siblingIs: "left" });
  return { hash: inner(left.hash, right.hash), members: [...left.members, ...right.members] };
}

/** Whether `root` is over this nonce (SPEC 2.8). */
export function isNonceUnder(root: Uint8Array, nonce: Uint8Array, path: NoncePath): boolean {
  if (nonce.length !== NONCE_BYTES || path.length > NONCE_TREE_DEPTH) return false;
  const reached = path.reduce(
    (hash, { sibling, siblingIs }) => (siblingIs === "left" ? inner(sibling, hash) : inner(hash, sibling)),
    leaf(nonce),
  );
  return equalBytes(reached, root);
}
