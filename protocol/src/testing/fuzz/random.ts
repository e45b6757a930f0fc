/** Pseudo-random numbers that follow from a seed text alone, so that any input can be made again by its number. */
export class Random {
  #state: number;

  constructor(seed: string) {
    // FNV-1a.
    let hash = 0x811c9dc5;
    for (let i = 0; i < seed.length; i++) hash = Math.imul(hash ^ seed.charCodeAt(i), 0x01000193);
    this.#state = hash >>> 0;
  }

  /** Mulberry32: 32 bits at a time, good enough to spread over inputs. */
  u32(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (mixed ^ (mixed >>> 14)) >>> 0;
  }

  /** From 0 to before `bound`; 0 where that is 0. */
  below(bound: number): number {
    return bound <= 0 ? 0 : this.u32() % bound;
  }

  pick<T>(list: readonly T[]): T {
    return list[this.below(list.length)] as T;
  }

  /** Small lengths more often than large ones, `most` at most. */
  length(most: number): number {
    return this.below(Math.min(most + 1, 2 ** (1 + this.below(Math.ceil(Math.log2(most + 2))))));
  }

  bytes(length: number): Uint8Array<ArrayBuffer> {
    return Uint8Array.from({ length }, () => this.below(256));
  }
}
