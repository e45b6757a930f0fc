import type { LlamaModel, Token } from "node-llama-cpp";

/** As many tokens as a character of four bytes can take, and some more for joined ones. */
const MOST_HELD = 8;
/** What a token's text can depend on. */
const CONTEXT_TOKENS = 4;
const REPLACEMENT = "\uFFFD";

/** Turns tokens into text, whole characters at a time: a character may be spread over several tokens. */
export class TokenText {
  readonly #model: LlamaModel;
  #before: Token[] = [];
  #held: Token[] = [];

  constructor(model: LlamaModel) {
    this.#model = model;
  }

  /** The text that this token completes; empty while a character is incomplete. */
  push(token: Token): string {
    this.#held.push(token);
    const text = this.#model.detokenize(this.#held, false, this.#before);
    // A model may also write bytes that never become a character; those don't hold back what follows.
    if (text.endsWith(REPLACEMENT) && this.#held.length < MOST_HELD) return "";
    this.#before = [...this.#before, ...this.#held].slice(-CONTEXT_TOKENS);
    this.#held = [];
    return text;
  }
}
