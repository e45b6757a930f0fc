import type { Clock } from "../clock.ts";

/** Gives the moments at which frames may leave (SPEC 5.8). */
export interface Ticker {
  /** Resolves at the next tick; every caller that waits gets the same one. */
  next(): Promise<void>;
}

/**
 * Ticks at whole multiples of its period, whoever waits: the frames of all answers leave together, and when the first
 * token of one came shows only to a period.
 */
export class ClockTicker implements Ticker {
  readonly #clock: Clock;
  readonly #periodMs: number;
  #last = 0;
  #pending: Promise<void> | null = null;

  constructor(clock: Clock, periodMs: number) {
    this.#clock = clock;
    this.#periodMs = periodMs;
  }

  next(): Promise<void> {
    this.#pending ??= new Promise((resolve) => {
      this.#clock.after(this.#delayMs(), () => {
        this.#pending = null;
        resolve();
      });
    });
    return this.#pending;
  }

  #delayMs(): number {
    const now = this.#clock.now();
    const next = (Math.floor(now / this.#periodMs) + 1) * this.#periodMs;
    // A timer may fire a millisecond early: the tick it was for must not come twice. A clock set back starts anew.
    const due = next === this.#last ? next + this.#periodMs : next;
    this.#last = due;
    return due - now;
  }
}
