import { concatBytes, equalBytes, label, sha256 } from "../bytes/index.ts";

type Bytes = Uint8Array<ArrayBuffer>;

/** A leaf and an inner node never hash alike, so that neither can be passed off as the other (SPEC 7.7). */
export const leafHash = (leaf: Uint8Array): Bytes => sha256(label("cocoon/v1 roster-leaf"), leaf);
const nodeHash = (left: Uint8Array, right: Uint8Array): Bytes =>
  sha256(label("cocoon/v1 roster-node"), concatBytes(left, right));
const EMPTY_ROOT = (): Bytes => sha256(label("cocoon/v1 roster-empty"));

/** The next level up; a node without a sibling moves up as it is. */
const parents = (level: readonly Bytes[]): Bytes[] =>
  Array.from({ length: Math.ceil(level.length / 2) }, (_, index) => {
    const [left, right] = [level[2 * index] as Bytes, level[2 * index + 1]];
    return right ? nodeHash(left, right) : left;
  });

/** A tree over leaf hashes in their order (SPEC 7.7), with every level kept. */
export class MerkleTree {
  readonly #levels: readonly (readonly Bytes[])[];

  constructor(leaves: readonly Bytes[]) {
    const levels = [leaves];
    for (let level = leaves; level.length > 1; ) {
      level = parents(level);
      levels.push(level);
    }
    this.#levels = levels;
  }

  get root(): Bytes {
    return this.#levels.at(-1)?.[0] ?? EMPTY_ROOT();
  }

  /** The siblings that lead from one leaf to the root, from the leaf up. @throws RangeError for a leaf that is not there */
  path(index: number): Bytes[] {
    if (!this.#levels[0]?.[index]) throw new RangeError("the tree has no such leaf");
    return this.#levels.flatMap((level, height) => level[(index >> height) ^ 1] ?? []);
  }
}

/**
 * Whether `path` leads from the leaf at `index` to the root of a tree of exactly `count` leaves. Place and count fix where
 * each sibling stands and how many there are, so that one leaf at one place has one path.
 */
export function leadsToRoot(
  leaf: Uint8Array,
  place: { readonly index: number; readonly count: number; readonly path: readonly Uint8Array[] },
  root: Uint8Array,
): boolean {
  const { index, count, path } = place;
  if (index >= count) return false;
  let hash: Uint8Array = leaf;
  let used = 0;
  for (let at = index, width = count; width > 1; at >>= 1, width = Math.ceil(width / 2)) {
    if ((at ^ 1) >= width) continue;
    const sibling = path[used++];
    if (!sibling) return false;
    hash = at % 2 === 0 ? nodeHash(hash, sibling) : nodeHash(sibling, hash);
  }
  return used === path.length && equalBytes(hash, root);
}
