const PREFIX = "cocoon job ";

/**
 * Marks the jobs whose answers are awaited in some window of this browser, so that none takes another's for lost. The browser
 * gives a lock back when its window is gone, however that came about.
 */
export class JobLocks {
  readonly #release = new Map<string, () => void>();

  hold(jobId: string): void {
    if (this.#release.has(jobId)) return;
    const held = new Promise<void>((resolve) => this.#release.set(jobId, resolve));
    void navigator.locks.request(PREFIX + jobId, () => held);
  }

  release(jobId: string): void {
    this.#release.get(jobId)?.();
    this.#release.delete(jobId);
  }

  /** Of all windows, this one included. */
  async held(): Promise<ReadonlySet<string>> {
    const { held = [] } = await navigator.locks.query();
    const others = held.flatMap(({ name }) => (name?.startsWith(PREFIX) ? [name.slice(PREFIX.length)] : []));
    return new Set([...this.#release.keys(), ...others]);
  }
}
