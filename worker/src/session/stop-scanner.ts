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

  #firstStop(text: string): number | null {
    const found = this.#stops.map((stop) => text.indexOf(stop)).filter((at) => at >= 0);
    return found.length > 0 ? Math.min(...found) : null;
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
