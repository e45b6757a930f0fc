import { clientError } from "../errors.ts";

/** Runs pieces of work of one key one after the other: two first questions at once must not draw two sets of guards. */
export class KeyedLock {
  readonly #tails = new Map<string, Promise<void>>();

  /** @param signal ends the waiting for a turn, not the work @throws ClientError `aborted`, and whatever the work throws */
  async run<T>(key: string, work: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    const before = this.#tails.get(key) ?? Promise.resolve();
    const { promise: turn, resolve: release } = newTurn();
    this.#tails.set(key, turn);
    const leave = (): void => {
      release();
      if (this.#tails.get(key) === turn) this.#tails.delete(key);
    };
    if (!(await comesBefore(before, signal))) {
      // Who waits behind this one still waits for those before it.
      void before.then(leave);
      throw clientError("aborted");
    }
    try {
      return await work();
    } finally {
      leave();
    }
  }
}

/** Whether the turn came; false when the caller went away first. */
function comesBefore(turn: Promise<void>, signal: AbortSignal | undefined): Promise<boolean> {
  if (signal?.aborted) return Promise.resolve(false);
  return new Promise((resolve) => {
    const abort = (): void => resolve(false);
    signal?.addEventListener("abort", abort, { once: true });
    void turn.then(() => {
      signal?.removeEventListener("abort", abort);
      resolve(true);
    });
  });
}

function newTurn(): { promise: Promise<void>; resolve: () => void } {
  let resolve = (): void => undefined;
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}
