import type { Engine } from "../inference/engine.ts";
import { type Log, reasonOf } from "../log.ts";
import { type Budget, budgetOf } from "./budget.ts";
import type { OpenJob } from "./open-job.ts";
import type { Outbox } from "./outbox.ts";
import { StopScanner } from "./stop-scanner.ts";

export interface ProduceDeps {
  readonly engine: Engine;
  readonly log: Log;
}

/** Runs the engine for one job into the outbox, to whichever end comes first. Never rejects: a failure is an end. */
export async function produce(
  job: OpenJob,
  outbox: Outbox,
  signal: AbortSignal,
  deps: ProduceDeps,
): Promise<void> {
  const scanner = new StopScanner(job.request.sampling.stop ?? []);
  let budget: Budget | null = null;
  const limit = (cachedTokens: number): number => {
    outbox.cachedTokens = cachedTokens;
    budget = budgetFor(job, cachedTokens);
    return budget.tokens;
  };
  try {
    const computed = (promptTokens: number): void => {
      outbox.promptTokens = promptTokens;
    };
    await run(job, outbox, scanner, { deps, signal, limit, computed });
    outbox.add(scanner.flush(), 0);
    outbox.end(finishOf(outbox, scanner, signal, budget));
  } catch (error) {
    deps.log("error", "engine_failed", { reason: reasonOf(error) });
    outbox.add(scanner.flush(), 0);
    outbox.end("error");
  }
}

interface Run {
  readonly deps: ProduceDeps;
  readonly signal: AbortSignal;
  readonly limit: (cachedTokens: number) => number;
  readonly computed: (promptTokens: number) => void;
}

async function run(
  job: OpenJob,
  outbox: Outbox,
  scanner: StopScanner,
  { deps, signal, limit, computed }: Run,
): Promise<void> {
  const { sampling, cacheSalt } = job.request;
  for await (const { text, tokens } of deps.engine.generate(job.prompt, {
    sampling,
    cacheSalt,
    limit,
    computed,
    signal,
  })) {
    outbox.add(scanner.push(text), tokens);
    if (scanner.stopped) return;
    await outbox.room();
  }
}

const budgetFor = (
  { request, model, prompt, quote, ceilingNanoton }: OpenJob,
  cachedTokens: number,
): Budget =>
  budgetOf({
    quote,
    ceilingNanoton,
    promptTokens: prompt.promptTokens,
    cachedTokens,
    maxTokens: request.maxTokens,
    contextTokens: model.file.manifest.contextTokens,
  });

function finishOf(outbox: Outbox, scanner: StopScanner, signal: AbortSignal, budget: Budget | null) {
  if (scanner.stopped) return "stop";
  if (budget && outbox.counts.completionTokens >= budget.tokens) return budget.finish;
  return signal.aborted ? "cancelled" : "stop";
}
