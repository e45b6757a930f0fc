export interface Wait {
  /** Whether the key was woken before the time ran out, the signal aborted or the wait was given up. */
  readonly woken: Promise<boolean>;
  giveUp(): void;
}

/** Readers that sleep until their stream grows. */
export class Waiters {
  readonly #byKey = new Map<string, Set<() => void>>();

  wake(key: string): void {
    for (const resolve of [...(this.#byKey.get(key) ?? [])]) resolve();
  }

  /** Must be called before the look that decides whether to wait, so that what comes between the two is not missed. */
  wait(key: string, timeoutMs: number, signal: AbortSignal): Wait {
    let giveUp = () => {};
    const woken = new Promise<boolean>((resolve) => {
      const set = this.#byKey.get(key) ?? new Set();
      const done = (result: boolean) => {
        clearTimeout(timer);
        signal.removeEventListener("abort", giveUp);
        set.delete(wake);
        if (set.size === 0 && this.#byKey.get(key) === set) this.#byKey.delete(key);
        resolve(result);
      };
      const wake = () => done(true);
      giveUp = () => done(false);
      const timer = setTimeout(giveUp, timeoutMs);
      signal.addEventListener("abort", giveUp);
      this.#byKey.set(key, set.add(wake));
      if (signal.aborted) giveUp();
    });
    return { woken, giveUp };
  }
}
