import { checkModel, type Engine, LlamaEngine } from "@cocoon/worker/inference";
import { BenchError } from "../suite.ts";
import { MAX_TOKENS } from "./prompts.ts";
import { type Ask, TextClock } from "./timed.ts";

export interface EngineAlone {
  readonly ask: Ask;
  close(): Promise<void>;
}

export interface EngineAloneOptions {
  readonly manifest: string;
  readonly threads: number;
  readonly slots: number;
}

/** The worker's own engine, called from this process: no network, no sealing, no tick. */
export async function openEngineAlone({
  manifest,
  threads,
  slots,
}: EngineAloneOptions): Promise<EngineAlone> {
  const { file } = await checkModel(manifest);
  const clock = {
    now: Date.now,
    after: (ms: number, action: () => void) => {
      const timer = setTimeout(action, ms);
      return () => clearTimeout(timer);
    },
  };
  const engine = new LlamaEngine({ gpu: "off", threads, slots, clock, log: () => undefined });
  await engine.load([file]);
  let asked = 0;
  return {
    // A salt of its own for each question, as a client draws one: nothing comes from the prompt cache.
    ask: (prompt) => askEngine(engine, file.hash, prompt, `bench-${asked++}`),
    close: () => engine.close(),
  };
}

async function askEngine(engine: Engine, model: string, content: string, cacheSalt: string) {
  const clock = new TextClock();
  const prompt = await engine.prepare(model, [{ role: "user", content }]);
  if (!prompt) throw new BenchError("A prompt is longer than the model's context.");
  let made = 0;
  const signal = new AbortController().signal;
  for await (const { text, tokens } of engine.generate(prompt, {
    sampling: {},
    cacheSalt,
    limit: () => MAX_TOKENS,
    computed: () => undefined,
    signal,
  })) {
    clock.text(text);
    made += tokens;
  }
  return clock.end(made);
}
