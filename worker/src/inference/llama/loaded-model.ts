import { randomInt } from "node:crypto";
import type { InferenceMessage, Sampling } from "@cocoon/protocol/inference";
import type {
  Llama,
  LlamaContext,
  LlamaContextSequence,
  LlamaModel,
  SequenceEvaluateOptions,
  Token,
} from "node-llama-cpp";
import type { Clock } from "../../clock.ts";
import type { GenerateOptions, ModelFile, Piece, Prompt } from "../engine.ts";
import { ChatPrompt } from "./chat-prompt.ts";
import { SequencePool } from "./sequence-pool.ts";
import { TokenText } from "./token-text.ts";

/** A prompt in a model's tokens: dropped with the job. */
export interface LlamaPrompt extends Prompt {
  readonly tokens: readonly Token[];
}

export interface LoadOptions {
  readonly slots: number;
  readonly threads: number;
  readonly clock: Clock;
}

/** After a failure nobody knows what a sequence holds; no salt is this one, so it is emptied before its next use. */
const UNKNOWN = "";
/** A long prompt is computed in parts, so that it can be cancelled between them. */
const PART_TOKENS = 512;

/** One model in memory, with one context whose sequences are the worker's slots; llama.cpp batches over them. */
export class LoadedModel {
  readonly #file: ModelFile;
  readonly #model: LlamaModel;
  readonly #context: LlamaContext;
  readonly #chat: ChatPrompt;
  readonly #pool: SequencePool;

  private constructor(
    file: ModelFile,
    model: LlamaModel,
    context: LlamaContext,
    { slots, clock }: LoadOptions,
  ) {
    this.#file = file;
    this.#model = model;
    this.#context = context;
    this.#chat = new ChatPrompt(model, file.manifest.chatTemplate);
    this.#pool = new SequencePool(
      Array.from({ length: slots }, () => context.getSequence()),
      clock,
    );
  }

  static async load(llama: Llama, file: ModelFile, options: LoadOptions): Promise<LoadedModel> {
    const { slots, threads } = options;
    const model = await llama.loadModel({ modelPath: file.path });
    // Exactly the manifest's context: a smaller one under memory pressure would not be the model that was asked for.
    const contextSize = file.manifest.contextTokens;
    const context = await model.createContext({
      sequences: slots,
      contextSize,
      threads,
      failedCreationRemedy: false,
    });
    return new LoadedModel(file, model, context, options);
  }

  prepare(messages: readonly InferenceMessage[]): LlamaPrompt | null {
    const tokens = this.#chat.tokens(messages, this.#file.manifest.contextTokens - 1);
    return tokens && { model: this.#file.hash, promptTokens: tokens.length, tokens };
  }

  async *generate({ tokens }: LlamaPrompt, options: GenerateOptions): AsyncGenerator<Piece, void> {
    const place = await this.#pool.acquire(options.cacheSalt, options.signal);
    if (!place) return;
    try {
      yield* this.#run(place.sequence, tokens, options);
    } catch (error) {
      place.salt = UNKNOWN;
      throw error;
    } finally {
      this.#pool.release(place);
    }
  }

  async dispose(): Promise<void> {
    this.#pool.close();
    await this.#context.dispose();
    await this.#model.dispose();
  }

  async *#run(
    sequence: LlamaContextSequence,
    tokens: readonly Token[],
    options: GenerateOptions,
  ): AsyncGenerator<Piece, void> {
    const { sampling, limit, computed, signal } = options;
    // The last token is always computed: the first one of the answer follows from it.
    await sequence.adaptStateToTokens(tokens.slice(0, -1), false);
    const cachedTokens = sequence.nextTokenIndex;
    let left = limit(cachedTokens);
    if (left <= 0) return;
    const last = await computePrompt(sequence, tokens.slice(cachedTokens), options);
    let made = 0;
    try {
      if (!last) return;
      const text = new TokenText(this.#model);
      for await (const token of sequence.evaluate(last, evaluateOptions(sampling))) {
        if (made === 0) computed(tokens.length);
        if (signal.aborted || this.#chat.endTokens.has(token)) return;
        made += 1;
        yield { text: text.push(token), tokens: 1 };
        if (--left === 0 || signal.aborted) return;
      }
    } finally {
      // Cancelled before its first token, the prompt must not be cheaper the next time.
      if (made === 0 && signal.aborted)
        await sequence.adaptStateToTokens(tokens.slice(0, cachedTokens), false);
    }
  }
}

/** Puts all but the last part of the prompt into the sequence; that part, or null when the signal aborted. */
async function computePrompt(
  sequence: LlamaContextSequence,
  tokens: readonly Token[],
  { computed, signal }: GenerateOptions,
): Promise<Token[] | null> {
  let at = 0;
  for (; tokens.length - at > PART_TOKENS && !signal.aborted; at += PART_TOKENS) {
    await sequence.evaluateWithoutGeneratingNewTokens(tokens.slice(at, at + PART_TOKENS));
    computed(sequence.nextTokenIndex);
  }
  return signal.aborted ? null : tokens.slice(at);
}

/** What the request says and nothing that it does not: llama.cpp's own cuts of the vocabulary are off. */
const evaluateOptions = ({ temperature = 0, topP = 1, seed }: Sampling): SequenceEvaluateOptions => ({
  temperature,
  topP,
  topK: 0,
  minP: 0,
  seed: seed ?? randomInt(2 ** 32),
});
