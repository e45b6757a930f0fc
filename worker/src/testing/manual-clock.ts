import type { Clock } from "../clock.ts";

/** TESTING ONLY: time that stands still until it is moved. */
export class ManualClock implements Clock {
  #now: number;
  #timers: { readonly atMs: number; readonly action: () => void }[] = [];

  constructor(nowMs = Date.now()) {
    this.#now = nowMs;
  }

  now(): number {
    return this.#now;
  }

  after(ms: number, action: () => void): () => void {
    const timer = { atMs: this.#now + Math.max(0, ms), action };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((other) => other !== timer);
    };
  }

  /** How many timers wait. */
  get pending(): number {
    return this.#timers.length;
  }

  /** Moves time on, running what comes due in its order. */
  advance(ms: number): void {
    const until = this.#now + ms;
    for (;;) {
      const next = this.#timers.filter(({ atMs }) => atMs <= until).sort((a, b) => a.atMs - b.atMs)[0];
      if (!next) break;
      this.#now = next.atMs;
      this.#timers = this.#timers.filter((timer) => timer !== next);
      next.action();
    }
    this.#now = until;
  }
}
