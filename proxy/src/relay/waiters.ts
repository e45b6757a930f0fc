/** Readers that sleep until their stream grows. */
export class Waiters {
  readonly #byKey = new Map<string, Set<() => void>>();

  wake(key: string): void {
    for (const resolve of [...(this.#byKey.get(key) ?? [])]) resolve();
  }

  /** Whether the key was woken before the time ran out or the signal aborted. Must be called before any await since the last look. */
  wait(key: string, timeoutMs: number, signal: AbortSignal): Promise<boolean> {
    return new Promise((resolve) => {
      const set = this.#byKey.get(key) ?? new Set();
      const done = (woken: boolean) => {
        clearTimeout(timer);
        signal.removeEventListener("abort", aborted);
        set.delete(wake);
        if (set.size === 0 && this.#byKey.get(key) === set) this.#byKey.delete(key);
        resolve(woken);
      };
      const wake = () => done(true);
      const aborted = () => done(false);
      const timer = setTimeout(() => done(false), timeoutMs);
      signal.addEventListener("abort", aborted);
      this.#byKey.set(key, set.add(wake));
      if (signal.aborted) done(false);
    });
  }
}
