/** The first wait and the longest one, in milliseconds. */
export interface Waits {
  readonly firstMs: number;
  readonly longestMs: number;
}

const WAITS: Waits = { firstMs: 500, longestMs: 30_000 };

/** Waits between attempts: doubling, capped, and drawn between half and all of it, so that workers don't come at once. */
export class Backoff {
  readonly #random: () => number;
  readonly #waits: Waits;
  #failures = 0;

  /** @param random from 0 up to 1 */
  constructor(random: () => number = Math.random, waits: Waits = WAITS) {
    this.#random = random;
    this.#waits = waits;
  }

  /** The wait before the next attempt, in milliseconds. */
  next(): number {
    const most = Math.min(this.#waits.longestMs, this.#waits.firstMs * 2 ** this.#failures);
    this.#failures = Math.min(this.#failures + 1, 16);
    return Math.round(most / 2 + (most / 2) * this.#random());
  }

  /** The last attempt was a success. */
  reset(): void {
    this.#failures = 0;
  }
}
