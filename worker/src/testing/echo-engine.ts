import type { InferenceMessage } from "@cocoon/protocol/inference";
import {
  type Engine,
  EngineError,
  type GenerateOptions,
  type ModelFile,
  type Piece,
  type Prompt,
} from "../inference/engine.ts";

interface EchoPrompt extends Prompt {
  readonly tokens: readonly string[];
  readonly answer: readonly string[];
}

export interface EchoOptions {
  readonly slots?: number;
  /** What is answered; the last message by default. */
  readonly answer?: (messages: readonly InferenceMessage[]) => string;
  /** Awaited before each token, counted from 0: holds the engine back, or makes it fail by throwing. */
  readonly pace?: (token: number) => void | Promise<void>;
  /** Awaited before each token of the prompt that is not cached, counted from 0. */
  readonly promptPace?: (token: number) => void | Promise<void>;
}

/** TESTING ONLY: keeps the engine's whole contract without a model. A token is a word with the white space before it. */
export class EchoEngine implements Engine {
  readonly #options: EchoOptions;
  readonly #models = new Map<string, ModelFile>();
  /** The last prompt of each conversation. */
  readonly #cache = new Map<string, readonly string[]>();
  readonly #waiting: (() => void)[] = [];
  #free: number;
  #closed = false;

  constructor(options: EchoOptions = {}) {
    this.#options = options;
    this.#free = options.slots ?? 4;
  }

  async load(models: readonly ModelFile[]): Promise<void> {
    for (const model of models) this.#models.set(model.hash, model);
  }

  async prepare(model: string, messages: readonly InferenceMessage[]): Promise<EchoPrompt | null> {
    const { contextTokens } = this.#loaded(model).manifest;
    const tokens = [
      ...messages.flatMap(({ role, content }) => [`<${role}>`, ...wordsOf(content)]),
      "<assistant>",
    ];
    const answer = this.#options.answer?.(messages) ?? messages.at(-1)?.content ?? "";
    if (tokens.length >= contextTokens) return null;
    return { model, promptTokens: tokens.length, tokens, answer: wordsOf(answer) };
  }

  async *generate(
    prompt: Prompt,
    { cacheSalt, limit, computed, signal }: GenerateOptions,
  ): AsyncGenerator<Piece, void> {
    this.#loaded(prompt.model);
    const { tokens, answer } = prompt as EchoPrompt;
    const stopped = aborted(signal);
    if (!(await this.#acquire(signal, stopped))) return;
    try {
      const cacheKey = `${prompt.model} ${cacheSalt}`;
      const cached = commonPrefix(this.#cache.get(cacheKey) ?? [], tokens.slice(0, -1));
      const most = limit(cached);
      if (most <= 0) return;
      for (let at = cached; at < tokens.length; at++) {
        await Promise.race([this.#options.promptPace?.(at), stopped]);
        if (signal.aborted) return;
        computed(at + 1);
      }
      for (const [index, text] of answer.slice(0, most).entries()) {
        if (signal.aborted) return;
        await Promise.race([this.#options.pace?.(index), stopped]);
        if (signal.aborted) return;
        this.#cache.set(cacheKey, tokens);
        yield { text, tokens: 1 };
      }
    } finally {
      this.#free += 1;
      this.#waiting.shift()?.();
    }
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#models.clear();
    this.#cache.clear();
  }

  async #acquire(signal: AbortSignal, stopped: Promise<void>): Promise<boolean> {
    while (this.#free === 0 && !signal.aborted)
      await Promise.race([new Promise<void>((resolve) => this.#waiting.push(resolve)), stopped]);
    if (signal.aborted) return false;
    this.#free -= 1;
    return true;
  }

  #loaded(hash: string): ModelFile {
    const model = this.#models.get(hash);
    if (!model || this.#closed) throw new EngineError("A model that is not loaded was asked for.");
    return model;
  }
}

const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => signal.addEventListener("abort", () => resolve(), { once: true }));

const wordsOf = (text: string): string[] => text.match(/\s*\S+|\s+$/g) ?? [];

function commonPrefix(a: readonly string[], b: readonly string[]): number {
  let length = 0;
  while (length < a.length && length < b.length && a[length] === b[length]) length++;
  return length;
}
