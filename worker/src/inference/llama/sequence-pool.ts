import type { LlamaContextSequence } from "node-llama-cpp";
import type { Clock } from "../../clock.ts";

/** A place to run one prompt, with what its last one left in the cache. */
export interface Place {
  readonly sequence: LlamaContextSequence;
  /** Whose prompt is in it; null when it is empty. */
  salt: string | null;
}

/** A conversation that does not go on in this time is forgotten. */
const FORGET_AFTER_MS = 5 * 60_000;

/**
 * A model's sequences. A conversation gets its own back while it is free; anyone else gets one that is emptied first, so
 * that nothing of one conversation's prompt is ever there, nor shows in the time it takes, for another.
 */
export class SequencePool {
  /** Least recently used first. */
  readonly #free: Place[];
  readonly #waiting: ((place: Place | null) => void)[] = [];
  readonly #clock: Clock;
  readonly #cancelForget = new Map<Place, () => void>();
  #closed = false;

  constructor(sequences: readonly LlamaContextSequence[], clock: Clock) {
    this.#clock = clock;
    this.#free = sequences.map((sequence) => ({ sequence, salt: null }));
  }

  /** Waits its turn; null when the signal aborts first. What the place holds is of this salt or nothing. */
  async acquire(salt: string, signal: AbortSignal): Promise<Place | null> {
    const place = this.#takeFree(salt) ?? (await this.#wait(signal));
    if (!place || place.salt === salt) return place;
    try {
      if (place.salt !== null) await place.sequence.clearHistory();
      place.salt = salt;
      return place;
    } catch (error) {
      this.release(place);
      throw error;
    }
  }

  release(place: Place): void {
    if (this.#closed) return;
    const next = this.#waiting.shift();
    if (next) return next(place);
    this.#free.push(place);
    if (place.salt === null) return;
    this.#cancelForget.set(
      place,
      this.#clock.after(FORGET_AFTER_MS, () => void this.#forget(place)),
    );
  }

  close(): void {
    this.#closed = true;
    for (const cancel of this.#cancelForget.values()) cancel();
    for (const resolve of this.#waiting.splice(0)) resolve(null);
  }

  #takeFree(salt: string): Place | null {
    const own = this.#free.findIndex((place) => place.salt === salt);
    const empty = this.#free.findIndex((place) => place.salt === null);
    const [place] = this.#free.splice([own, empty, 0].find((index) => index >= 0) as number, 1);
    if (!place) return null;
    this.#cancelForget.get(place)?.();
    this.#cancelForget.delete(place);
    return place;
  }

  #wait(signal: AbortSignal): Promise<Place | null> {
    if (signal.aborted || this.#closed) return Promise.resolve(null);
    return new Promise((resolve) => {
      const waiter = (place: Place | null) => {
        signal.removeEventListener("abort", abort);
        resolve(place);
      };
      const abort = () => {
        this.#waiting.splice(this.#waiting.indexOf(waiter), 1);
        resolve(null);
      };
      signal.addEventListener("abort", abort, { once: true });
      this.#waiting.push(waiter);
    });
  }

  async #forget(place: Place): Promise<void> {
    this.#cancelForget.delete(place);
    const index = this.#free.indexOf(place);
    if (index < 0) return;
    this.#free.splice(index, 1);
    await place.sequence.clearHistory();
    place.salt = null;
    this.release(place);
  }
}
