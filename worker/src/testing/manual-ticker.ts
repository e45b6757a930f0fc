import type { Ticker } from "../session/ticker.ts";

/** TESTING ONLY: ticks when told to. */
export class ManualTicker implements Ticker {
  #waiting: (() => void)[] = [];
  #watching: (() => void)[] = [];

  next(): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
      for (const seen of this.#watching.splice(0)) seen();
    });
  }

  /** Resolves when someone waits for a tick: all that followed the last one is done. */
  async awaited(): Promise<void> {
    while (this.#waiting.length === 0) await new Promise<void>((resolve) => this.#watching.push(resolve));
  }

  /** Waits until someone waits for the tick, then gives it. */
  async tick(): Promise<void> {
    await this.awaited();
    for (const resolve of this.#waiting.splice(0)) resolve();
  }

  /** Ticks until the promise settles. */
  async until<T>(settled: Promise<T>): Promise<T> {
    let over = false;
    const end = settled.finally(() => {
      over = true;
    });
    while (!over) await Promise.race([this.tick(), end]);
    return end;
  }
}
