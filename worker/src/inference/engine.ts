import type { ModelManifest } from "@cocoon/protocol/api";
import type { InferenceMessage, Sampling } from "@cocoon/protocol/inference";

/** A model whose file was checked against its manifest. */
export interface ModelFile {
  /** The manifest's hash in hex: what requests name (SPEC 4.4). */
  readonly hash: string;
  readonly manifest: ModelManifest;
  /** Of the GGUF. */
  readonly path: string;
}

/** Messages in a model's own tokens, as its manifest's chat template lays them out. */
export interface Prompt {
  /** The manifest's hash. */
  readonly model: string;
  readonly promptTokens: number;
}

/** The next part of an answer. */
export interface Piece {
  /** Whole characters; empty while a character or a special token is being made. */
  readonly text: string;
  /** How many tokens it took, at least one. */
  readonly tokens: number;
}

export interface GenerateOptions {
  readonly sampling: Sampling;
  /** Tells one conversation's prompt cache from all others'. */
  readonly cacheSalt: string;
  /** The most tokens to make, once it is known how many of the prompt's came from the cache. */
  readonly limit: (cachedTokens: number) => number;
  /** How many of the prompt's tokens stand in the model now, those from the cache included. */
  readonly computed: (promptTokens: number) => void;
  readonly signal: AbortSignal;
}

/**
 * Runs models. An implementation
 *
 * - must have every model of `load` in memory, with its manifest's context, before `load` resolves, and reject with a
 *   {@link EngineError} whose message tells the worker's owner what to do;
 * - must lay a prompt out by the manifest's chat template, end it where the assistant's turn begins, and never take a
 *   person's text for a special token;
 * - must give null from `prepare`, cheaply, for a prompt that leaves no room for one token in the context;
 * - must make an answer with what its sampling says: without a temperature the likeliest token, with the same seed the
 *   same answer when it runs alone;
 * - must reuse of an earlier prompt only what came with the same `cacheSalt` and the same model, and call `limit` exactly
 *   once, before the first piece, with the number of tokens it reused: fewer than the prompt has (not at all when it is
 *   aborted before);
 * - must call `computed` each time that a part of the prompt was computed, before the first piece with the whole of it; and
 *   keep nothing of such a part in the cache when the signal aborts before the first piece, for nobody may be charged for it;
 * - must yield no more tokens than `limit` gave, none when it gave 0, and end by itself where the model ends its turn;
 * - must end without an error, at the latest a token later, when the signal aborts, also before the first piece;
 * - must wait, in the order of calls, while all slots are taken, and give the slot back however the iteration ends;
 * - must forget every prompt on `close`, and reject what is called after it.
 */
export interface Engine {
  load(models: readonly ModelFile[]): Promise<void>;
  /** @throws EngineError for a model that is not loaded */
  prepare(model: string, messages: readonly InferenceMessage[]): Promise<Prompt | null>;
  /** @throws EngineError and whatever the engine fails with */
  generate(prompt: Prompt, options: GenerateOptions): AsyncIterable<Piece>;
  close(): Promise<void>;
}

/** The engine can't do what it was asked. The message never says what a prompt holds. */
export class EngineError extends Error {
  override readonly name = "EngineError";
}
