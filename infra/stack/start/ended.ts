const INTERRUPTED = 130;
const FAILED = 1;
/** One Ctrl-C comes more than once: from the terminal, and passed on by whoever started this. */
const SAME_REQUEST_MS = 500;

/**
 * Why the network is to be taken down: the person asked for it, or a part of it died. A second request of the person's
 * ends this process at once, and its children with it.
 */
export class Ended {
  /** The exit code that goes with the reason. */
  code = INTERRUPTED;
  readonly promise: Promise<undefined>;
  readonly #abort = new AbortController();
  readonly #progress: (line: string) => void;

  constructor(progress: (line: string) => void) {
    this.#progress = progress;
    const { signal } = this.#abort;
    this.promise = new Promise((resolve) => {
      signal.addEventListener("abort", () => resolve(undefined), { once: true });
    });
    let firstMs: number | null = null;
    const ask = () => {
      firstMs ??= Date.now();
      if (Date.now() - firstMs > SAME_REQUEST_MS) process.exit(INTERRUPTED);
      this.#abort.abort();
    };
    for (const name of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(name, ask);
  }

  /** Aborted together with {@link Ended.promise}. */
  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  because(why: string): void {
    if (this.signal.aborted) return;
    this.#progress(why);
    this.code = FAILED;
    this.#abort.abort();
  }
}
