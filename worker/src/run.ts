import { availableParallelism } from "node:os";
import type { Attester, BeaconFeed } from "@cocoon/protocol/attestation";
import { type Quote, withinQuote } from "@cocoon/protocol/money";
import { systemClock } from "./clock.ts";
import { type Config, ConfigError, readProcessConfig } from "./config.ts";
import { help, wantsHelp } from "./flags.ts";
import { AttestationError } from "./identity/attestation-error.ts";
import type { GpuAttester } from "./identity/gpu/gpu-attester.ts";
import { type Engine, EngineError } from "./inference/engine.ts";
import { LlamaEngine } from "./inference/llama/llama-engine.ts";
import { checkWeights, findModel, ModelFileError } from "./inference/model-files.ts";
import { type Log, reasonOf, stderrLog } from "./log.ts";
import type { ServedModel } from "./session/served-model.ts";
import { ClockTicker } from "./session/ticker.ts";
import { Worker } from "./worker.ts";

/** How this worker proves what it is: the one part in which production and development differ. */
export interface Proof {
  readonly attester: Attester;
  readonly beacon: BeaconFeed;
  readonly gpu: GpuAttester | null;
  readonly imageId: string;
  /** Finds out, before any weights are read, whether this machine can attest itself. @throws AttestationError */
  readonly prepare: () => Promise<void>;
}

const STOP_GRACE_MS = 20_000;
/** Of sysexits.h. */
const EX_UNAVAILABLE = 69;
const EX_CONFIG = 78;

/** The worker as a process: runs until SIGTERM or SIGINT. @param proofOf chooses what attests it */
export async function runWorker(proofOf: (config: Config, log: Log) => Proof): Promise<void> {
  process.on("uncaughtException", crash);
  if (wantsHelp(process.argv)) {
    process.stdout.write(help());
    return;
  }
  // Also while it starts: a default end by a signal would leave a program running that was started to attest the GPU.
  let stop = async (): Promise<void> => undefined;
  stopOnSignal(() => stop());
  try {
    const config = readProcessConfig();
    const proof = proofOf(config, stderrLog);
    const models = await findModels(config);
    await proof.prepare();
    await Promise.all(models.map(({ file }) => checkWeights(file)));
    const engine = newEngine(config);
    await engine.load(models.map(({ file }) => file));
    const worker = await startWorker(config, proof, engine, models);
    stop = async () => {
      await worker.stop(STOP_GRACE_MS);
      await engine.close();
    };
  } catch (error) {
    process.stderr.write(`cocoon-worker: ${sentenceOf(error)}\n`);
    process.exit(exitCodeOf(error));
  }
}

async function findModels(config: Config): Promise<ServedModel[]> {
  const { COCOON_PRICES, COCOON_LEAST_PRICES: least = new Map<string, Quote>() } = config;
  const models = await Promise.all(config.COCOON_MANIFESTS.map(findModel));
  const ids = models.map(({ file }) => file.manifest.id);
  const faults = [
    ...ids.filter((id, index) => ids.indexOf(id) !== index).map((id) => `COCOON_MANIFESTS names ${id} twice`),
    ...ids.filter((id) => !COCOON_PRICES.has(id)).map((id) => `COCOON_PRICES has no price for ${id}`),
    ...[...COCOON_PRICES.keys()]
      .filter((id) => !ids.includes(id))
      .map((id) => `COCOON_PRICES names ${id}, which is not served`),
    ...[...least]
      .filter(([id, quote]) => !isWithin(quote, COCOON_PRICES.get(id)))
      .map(([id]) => `COCOON_LEAST_PRICES has more for ${id} than COCOON_PRICES`),
  ];
  if (faults.length > 0) throw new ConfigError(faults);
  return models.flatMap(({ file, manifestBytes }) => {
    const price = COCOON_PRICES.get(file.manifest.id);
    return price ? [{ file, manifestBytes, price, leastPrice: least.get(file.manifest.id) ?? price }] : [];
  });
}

const isWithin = (least: Quote, price: Quote | undefined): boolean =>
  price !== undefined && withinQuote(least, price);

function newEngine({ COCOON_GPU: gpu, COCOON_THREADS, COCOON_SLOTS: slots }: Config): Engine {
  const threads = COCOON_THREADS ?? Math.max(1, availableParallelism() - 1);
  return new LlamaEngine({ gpu, threads, slots, clock: systemClock, log: stderrLog });
}

async function startWorker(
  config: Config,
  proof: Proof,
  engine: Engine,
  models: ServedModel[],
): Promise<Worker> {
  const { attester, beacon, gpu, imageId } = proof;
  const worker = await Worker.start({
    attester,
    beacon,
    gpu,
    imageId,
    proxyOrigin: config.COCOON_PROXY_URL,
    operator: config.COCOON_OPERATOR,
    engine,
    models,
    slots: config.COCOON_SLOTS,
    keyLifeMs: config.COCOON_KEY_LIFE_MS,
    rosterKey: config.COCOON_ROSTER_PUBLIC_KEY ?? null,
    clock: systemClock,
    ticker: new ClockTicker(systemClock, config.COCOON_TICK_MS),
    log: stderrLog,
  });
  stderrLog("info", "worker_ready", { name: config.COCOON_WORKER_NAME, models: models.length });
  return worker;
}

/** Stops in order on the first signal, at once on the second. */
function stopOnSignal(stop: () => Promise<void>): void {
  let begun = false;
  const onSignal = () => {
    if (begun) process.exit(1);
    begun = true;
    stderrLog("info", "worker_stopping");
    stop().then(() => process.exit(0), crash);
  };
  process.on("SIGTERM", onSignal);
  process.on("SIGINT", onSignal);
}

/** An error nobody handled: its message, or what hangs on it, may quote a prompt, so only its name and place are said. */
function crash(error: unknown): void {
  // The stack begins with the message, which could hold such a line as well.
  const stack = error instanceof Error ? (error.stack ?? "").replace(error.message, "") : "";
  const place = stack.split("\n").find((line) => line.trimStart().startsWith("at ")) ?? "";
  stderrLog("error", "crashed", { reason: reasonOf(error), place: place.trim() });
  process.exit(1);
}

const OWN_ERRORS = [ConfigError, ModelFileError, EngineError, AttestationError] as const;

/** Only errors of ours speak for themselves. */
function sentenceOf(error: unknown): string {
  if (OWN_ERRORS.some((kind) => error instanceof kind)) return (error as Error).message;
  return `The worker failed to start (${error instanceof Error ? error.name : "unknown error"}).`;
}

function exitCodeOf(error: unknown): number {
  if (error instanceof ConfigError || error instanceof ModelFileError) return EX_CONFIG;
  return error instanceof AttestationError ? EX_UNAVAILABLE : 1;
}
