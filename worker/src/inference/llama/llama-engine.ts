import type { InferenceMessage } from "@cocoon/protocol/inference";
import type { Llama } from "node-llama-cpp";
import type { Clock } from "../../clock.ts";
import type { Log } from "../../log.ts";
import {
  type Engine,
  EngineError,
  type GenerateOptions,
  type ModelFile,
  type Piece,
  type Prompt,
} from "../engine.ts";
import { LoadedModel, type LlamaPrompt } from "./loaded-model.ts";

export const GPU_CHOICES = ["off", "auto", "cuda", "vulkan", "metal"] as const;
type GpuChoice = (typeof GPU_CHOICES)[number];

export interface LlamaOptions {
  readonly gpu: GpuChoice;
  /** CPU threads; one fewer than the machine has cores keeps the rest of the worker alive. */
  readonly threads: number;
  /** How many prompts run at once, per model. */
  readonly slots: number;
  readonly clock: Clock;
  readonly log: Log;
}

/** llama.cpp in this process, by node-llama-cpp. Nothing is downloaded or compiled: the build that is installed runs. */
export class LlamaEngine implements Engine {
  readonly #options: LlamaOptions;
  readonly #models = new Map<string, LoadedModel>();
  #llama: Llama | null = null;

  constructor(options: LlamaOptions) {
    this.#options = options;
  }

  async load(models: readonly ModelFile[]): Promise<void> {
    const { getModuleVersion } = await import("node-llama-cpp");
    const build = `node-llama-cpp ${await getModuleVersion()}`;
    this.#llama = await this.#open();
    for (const file of models) {
      checkBuild(file, build);
      try {
        this.#models.set(file.hash, await LoadedModel.load(this.#llama, file, this.#options));
      } catch (error) {
        throw new EngineError(`The model ${file.manifest.id} can't be loaded: ${firstLine(error)}`);
      }
    }
  }

  async prepare(model: string, messages: readonly InferenceMessage[]): Promise<Prompt | null> {
    return this.#loaded(model).prepare(messages);
  }

  generate(prompt: Prompt, options: GenerateOptions): AsyncIterable<Piece> {
    return this.#loaded(prompt.model).generate(prompt as LlamaPrompt, options);
  }

  async close(): Promise<void> {
    const models = [...this.#models.values()];
    this.#models.clear();
    for (const model of models) await model.dispose();
    await this.#llama?.dispose();
  }

  async #open(): Promise<Llama> {
    const { gpu, threads, log } = this.#options;
    // Loaded here, so that a wrong setting is told before the library is.
    const { getLlama, LlamaLogLevel } = await import("node-llama-cpp");
    try {
      return await getLlama({
        gpu: gpu === "off" ? false : gpu,
        build: "never",
        maxThreads: threads,
        logLevel: LlamaLogLevel.error,
        // What llama.cpp says may quote its input, so only that it said something is passed on.
        logger: (level) => log("warn", "llama_message", { level }),
        progressLogs: false,
      });
    } catch {
      throw new EngineError(
        gpu === "off"
          ? "No llama.cpp build for this machine is installed; install node-llama-cpp with its platform package."
          : `No llama.cpp build for ${gpu} is installed; install node-llama-cpp's package for it or set COCOON_GPU=off.`,
      );
    }
  }

  #loaded(model: string): LoadedModel {
    const loaded = this.#models.get(model);
    if (!loaded) throw new EngineError("A model that is not loaded was asked for.");
    return loaded;
  }
}

/** The manifest names the engine too: another one would not be what the asker was promised (SPEC 2.5). */
function checkBuild({ manifest }: ModelFile, build: string): void {
  if (manifest.engine !== build)
    throw new EngineError(
      `The manifest of ${manifest.id} is for ${manifest.engine}, but this worker runs ${build}.`,
    );
}

/** No prompt exists yet while a model is loaded, so the library's reason may be shown. */
const firstLine = (error: unknown): string =>
  (error instanceof Error ? error.message : "unknown error").split("\n", 1)[0]?.slice(0, 200) ?? "";
