import type { Finish } from "@cocoon/protocol/receipt";
import type { TokenCounts } from "@cocoon/protocol/money";

/** What is to leave with the next tick. */
export interface Batch {
  readonly text: string;
  /** Of the whole answer so far. */
  readonly counts: TokenCounts;
  /** Why nothing follows; null while something may. */
  readonly finish: Finish | null;
}

/** About what a fast model writes in several ticks; over it the engine waits. */
const ROOM_CHARACTERS = 16 * 1024;

/** Between the engine, which writes when it can, and the ticks, which send when they must. */
export class Outbox {
  #promptTokens = 0;
  #cachedTokens = 0;
  #completionTokens = 0;
  #text = "";
  #finish: Finish | null = null;
  #closed = false;
  #wake: (() => void)[] = [];

  /** What was computed and made: of a prompt that was cancelled half-way, only that half (SPEC 6.3). */
  get counts(): TokenCounts {
    return {
      promptTokens: this.#promptTokens,
      cachedTokens: Math.min(this.#cachedTokens, this.#promptTokens),
      completionTokens: this.#completionTokens,
    };
  }

  /** Why nothing follows; null while something may. */
  get finish(): Finish | null {
    return this.#finish;
  }

  set cachedTokens(tokens: number) {
    this.#cachedTokens = tokens;
  }

  set promptTokens(tokens: number) {
    this.#promptTokens = tokens;
  }

  add(text: string, tokens: number): void {
    this.#text += text;
    this.#completionTokens += tokens;
    this.#notify();
  }

  end(finish: Finish): void {
    this.#finish = finish;
    this.#notify();
  }

  /** Nobody takes anything any more. */
  close(): void {
    this.#closed = true;
    this.#text = "";
    this.#notify();
  }

  /** Resolves once there is a first token, or the end. */
  async begun(): Promise<void> {
    await this.#until(() => this.#completionTokens > 0 || this.#finish !== null);
  }

  /** Resolves when more may be added: the engine does not run ahead of what the link takes. */
  async room(): Promise<void> {
    await this.#until(() => this.#text.length < ROOM_CHARACTERS);
  }

  take(): Batch {
    const text = this.#text;
    this.#text = "";
    this.#notify();
    return { text, counts: this.counts, finish: this.#finish };
  }

  async #until(condition: () => boolean): Promise<void> {
    while (!condition() && !this.#closed) await new Promise<void>((resolve) => this.#wake.push(resolve));
  }

  #notify(): void {
    for (const resolve of this.#wake.splice(0)) resolve();
  }
}
