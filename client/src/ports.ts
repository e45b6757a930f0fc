/** Unpredictable bytes; tests give a seeded one. */
export type Random = (length: number) => Uint8Array<ArrayBuffer>;
/** Now, in Unix milliseconds. */
export type Clock = () => number;

export const webRandom: Random = (length) => crypto.getRandomValues(new Uint8Array(length));

/** A uniform integer in [0, below): draws again instead of folding the uneven rest over. */
function below(limit: number, random: Random): number {
  const fair = 2 ** 32 - (2 ** 32 % limit);
  for (;;) {
    const drawn = new DataView(random(4).buffer).getUint32(0);
    if (drawn < fair) return drawn % limit;
  }
}

/** A copy of `items` in uniformly random order (Fisher and Yates). */
export function shuffled<T>(items: readonly T[], random: Random): T[] {
  const deck = [...items];
  for (let i = deck.length - 1; i > 0; i--) {
    const j = below(i + 1, random);
    [deck[i], deck[j]] = [deck[j] as T, deck[i] as T];
  }
  return deck;
}

/** Resolves after `ms`, or at once when `signal` aborts; the caller looks at the signal itself. */
export function pause(ms: number, signal?: AbortSignal): Promise<void> {
  if (signal?.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    signal?.addEventListener("abort", end);
  });
}

/** Aborts with the first of `signals`, by its reason: `AbortSignal.any`, which the oldest WebViews lack. */
export function anySignal(signals: readonly AbortSignal[]): AbortSignal {
  if ("any" in AbortSignal) return AbortSignal.any([...signals]);
  const first = new AbortController();
  for (const signal of signals) {
    if (signal.aborted) first.abort(signal.reason);
    // Each ends with the other: a long-lived signal must not keep every short-lived one.
    else signal.addEventListener("abort", () => first.abort(signal.reason), { signal: first.signal });
  }
  return first.signal;
}

/** Tells whoever waits to try again that now is a good time: a device is awake again, or has another connection. */
export class Wake {
  #next = new AbortController();

  /** Aborts at the next {@link Wake.wake}. */
  get signal(): AbortSignal {
    return this.#next.signal;
  }

  wake(): void {
    const woken = this.#next;
    this.#next = new AbortController();
    woken.abort();
  }
}

/** A timer that is so late has slept with its device. */
const SLEPT_MS = 3_000;

/**
 * Runs `work` after `ms`; where the device slept past that, only once it was awake for `ms` or 15 seconds more, whichever is
 * less: what waits for an answer must have had its chance to hear it.
 * @returns what calls it off
 */
export function afterAwake(ms: number, work: () => void): () => void {
  const dueMs = Date.now() + ms;
  let timer = setTimeout(() => {
    if (Date.now() - dueMs > SLEPT_MS) timer = setTimeout(work, Math.min(ms, AWAKE_MS));
    else work();
  }, ms);
  return () => clearTimeout(timer);
}
const AWAKE_MS = 15_000;

/** A signal that aborts `ms` after `signal` does. `release` is to be called once it is not needed any more. */
export function delayed(signal: AbortSignal, ms: number): { signal: AbortSignal; release: () => void } {
  const late = new AbortController();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const begin = () => {
    timer = setTimeout(() => late.abort(), ms);
  };
  if (signal.aborted) begin();
  else signal.addEventListener("abort", begin, { once: true });
  return {
    signal: late.signal,
    release: () => {
      signal.removeEventListener("abort", begin);
      clearTimeout(timer);
    },
  };
}

/** Runs `work` on each item, at most `width` at a time; the results stand in the items' order. */
export async function mapBounded<T, R>(
  items: readonly T[],
  width: number,
  work: (item: T) => Promise<R>,
): Promise<R[]> {
  const results: R[] = [];
  const queue = items.entries();
  const lane = async () => {
    for (const [index, item] of queue) results[index] = await work(item);
  };
  await Promise.all(Array.from({ length: Math.min(width, items.length) }, lane));
  return results;
}

/** Does the work at the first call, and after that only if it failed: whoever calls meanwhile waits for the same. */
export function once(work: (signal?: AbortSignal) => Promise<void>): (signal?: AbortSignal) => Promise<void> {
  let begun: Promise<void> | null = null;
  return (signal) =>
    (begun ??= work(signal).catch((error: unknown) => {
      begun = null;
      throw error;
    }));
}
