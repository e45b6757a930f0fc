import { BenchError } from "../suite.ts";

/** One answer on the clock of whoever asked, in milliseconds from asking. */
export interface Timed {
  readonly firstTextMs: number;
  readonly lastTextMs: number;
  /** Output tokens as the engine counts them. */
  readonly tokens: number;
}

/** Asks one question and waits for the end of the answer. */
export type Ask = (prompt: string) => Promise<Timed>;

/** Notes when text comes. */
export class TextClock {
  readonly #began = performance.now();
  #first: number | null = null;
  #last = 0;

  text(text: string): void {
    if (text === "") return;
    this.#last = performance.now() - this.#began;
    this.#first ??= this.#last;
  }

  /** @throws BenchError for an answer without any text */
  end(tokens: number): Timed {
    if (this.#first === null) throw new BenchError("An answer had no text.");
    return { firstTextMs: this.#first, lastTextMs: this.#last, tokens };
  }
}
