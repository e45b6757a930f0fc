/**
 * Finds stop strings in text that comes in pieces (SPEC 4.10 `sampling.stop`). What could still become one is held back,
 * so no part of a stop string is ever sent.
 */
export class StopScanner {
  readonly #stops: readonly string[];
  #held = "";
  #stopped = false;

  constructor(stops: readonly string[]) {
    this.#stops = stops;
  }

  /** Whether a stop string was met: nothing after it belongs to the answer. */
  get stopped(): boolean {
    return this.#stopped;
  }

  /** The text that may be sent now. */
  push(piece: string): string {
    if (this.#stopped) return "";
    const text = this.#held + piece;
    const at = this.#firstStop(text);
    this.#stopped = at !== null;
    const end = at ?? text.length - this.#possibleStart(text);
    this.#held = this.#stopped ? "" : text.slice(end);
    return text.slice(0, end);
  }

  /** What was held back, once it is sure that no more text comes. */
  flush(): string {
    const rest = this.#held;
    this.#held = "";
    return rest;
  }

  /**
   * Where the stop string begins that is complete first; of two that end together, the longer. Which one is complete first
   * does not depend on how the text was cut into pieces.
   */
  #firstStop(text: string): number | null {
    const found = this.#stops
      .map((stop) => ({ at: text.indexOf(stop), length: stop.length }))
      .filter(({ at }) => at >= 0)
      .toSorted((a, b) => a.at + a.length - (b.at + b.length) || a.at - b.at);
    return found[0]?.at ?? null;
  }

  /** How many characters at the end could begin a stop string. */
  #possibleStart(text: string): number {
    let longest = 0;
    for (const stop of this.#stops)
      for (let length = Math.min(stop.length - 1, text.length); length > longest; length--)
        if (text.endsWith(stop.slice(0, length))) longest = length;
    return longest;
  }
}
