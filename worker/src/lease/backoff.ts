const FIRST_MS = 500;
const LONGEST_MS = 30_000;

/** Waits between attempts: doubling, capped, and drawn between half and all of it, so that workers don't come at once. */
export class Backoff {
  readonly #random: () => number;
  #failures = 0;

  /** @param random from 0 up to 1 */
  constructor(random: () => number = Math.random) {
    this.#random = random;
  }

  /** The wait before the next attempt, in milliseconds. */
  next(): number {
    const most = Math.min(LONGEST_MS, FIRST_MS * 2 ** this.#failures);
    this.#failures = Math.min(this.#failures + 1, 16);
    return Math.round(most / 2 + (most / 2) * this.#random());
  }

  /** The last attempt was a success. */
  reset(): void {
    this.#failures = 0;
  }
}
