/** Holds the engines of a network back before a token of a test's choice. */
export class Reins {
  #before = Number.POSITIVE_INFINITY;
  #waiting: (() => void)[] = [];
  #stopped = new Set<string>();
  #listeners: ((name: string) => void)[] = [];

  /** From now on every answer stops before its token number `token`, counted from 0. */
  hold(token: number): void {
    this.#before = token;
    this.#stopped = new Set();
  }

  /** Lets every answer go on to its end. */
  release(): void {
    this.#before = Number.POSITIVE_INFINITY;
    for (const go of this.#waiting.splice(0)) go();
  }

  /** The name of the worker whose engine is the next to stop, or has stopped and was not told of yet. */
  stopped(): Promise<string> {
    const [name] = this.#stopped;
    if (name !== undefined) {
      this.#stopped.delete(name);
      return Promise.resolve(name);
    }
    return new Promise((resolve) => this.#listeners.push(resolve));
  }

  /** What the engine of worker `name` awaits before each token. */
  paceOf(name: string): (token: number) => Promise<void> {
    return async (token) => {
      if (token < this.#before) return;
      const listener = this.#listeners.shift();
      if (listener) listener(name);
      else this.#stopped.add(name);
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    };
  }
}
