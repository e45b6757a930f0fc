/** Runs pieces of work of one key one after the other: two first questions at once must not draw two sets of guards. */
export class KeyedLock {
  readonly #tails = new Map<string, Promise<void>>();

  async run<T>(key: string, work: () => Promise<T>): Promise<T> {
    const before = this.#tails.get(key);
    const { promise: turn, resolve: release } = newTurn();
    this.#tails.set(key, turn);
    try {
      await before;
      return await work();
    } finally {
      release();
      if (this.#tails.get(key) === turn) this.#tails.delete(key);
    }
  }
}

function newTurn(): { promise: Promise<void>; resolve: () => void } {
  let resolve = (): void => undefined;
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}
