import { toBase64Url, toHex } from "../bytes/index.ts";

/** What {@link ReplaySet} holds for one key: about 100 MB, one envelope every 43 ms for the key's 12 hours. */
const LARGEST_REPLAY_SET = 1_000_000;

/**
 * Which encapsulations a worker has met, per key, in memory (SPEC 4.9 step 7). Queues deliver at least once; this makes
 * a second delivery harmless. A restart empties it, and makes new keys, so that nothing old can be opened again.
 *
 * Growth: about 100 bytes for each envelope, until {@link forget}; a key whose set is full is refused as expired.
 */
export class ReplaySet {
  readonly #seen = new Map<string, Set<string>>();
  readonly #largest: number;

  constructor(largest = LARGEST_REPLAY_SET) {
    this.#largest = largest;
  }

  /** Remembers the encapsulation. False when it was there already. */
  insert(keyId: Uint8Array, encHash: Uint8Array): boolean {
    const seen = this.#of(keyId);
    const before = seen.size;
    return seen.add(toBase64Url(encHash)).size > before;
  }

  isFull(keyId: Uint8Array): boolean {
    return this.#of(keyId).size >= this.#largest;
  }

  /** Drops a key's set; only once its private key is gone. */
  forget(keyId: Uint8Array): void {
    this.#seen.delete(toHex(keyId));
  }

  #of(keyId: Uint8Array): Set<string> {
    const name = toHex(keyId);
    const seen = this.#seen.get(name) ?? new Set();
    this.#seen.set(name, seen);
    return seen;
  }
}
