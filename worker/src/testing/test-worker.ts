import { manifestHash, parseModelManifest } from "@cocoon/protocol/api";
import { type Attester, type BeaconFeed, KEY_MAX_LIFE_MS } from "@cocoon/protocol/attestation";
import { parseQuote } from "@cocoon/protocol/money";
import { type Clock, systemClock } from "../clock.ts";
import type { GpuAttester } from "../identity/gpu/gpu-attester.ts";
import type { Engine } from "../inference/engine.ts";
import type { Log } from "../log.ts";
import type { ServedModel } from "../session/served-model.ts";
import { ClockTicker, type Ticker } from "../session/ticker.ts";
import { Worker } from "../worker.ts";

export interface TestWorkerOptions {
  readonly proxyOrigin: string;
  readonly attester: Attester;
  readonly beacon: BeaconFeed;
  readonly gpu?: GpuAttester | null;
  /** Loaded with the manifests here. */
  readonly engine: Engine;
  /** Exact bytes of each manifest. */
  readonly manifests: readonly Uint8Array[];
  /** "prompt/cached/output" by model id. */
  readonly prices: Readonly<Record<string, string>>;
  /** What the owner can't go under; the prices by default. */
  readonly leastPrices?: Readonly<Record<string, string>>;
  readonly operator?: string;
  readonly slots?: number;
  readonly tickMs?: number;
  readonly keyLifeMs?: number;
  readonly rosterKey?: string | null;
  readonly clock?: Clock;
  readonly ticker?: Ticker;
  readonly log?: Log;
}

/** A real worker in this process; only its attester, and its engine if the test says so, are not. */
export interface TestWorker {
  /** The current key in hex: another one after each rotation, null once closed. */
  readonly keyId: string | null;
  /** Stops in order: running jobs may end within `graceMs`. The engine is closed too. */
  close(graceMs?: number): Promise<void>;
  /** Drops the connection without a goodbye, as kill -9 would. */
  kill(): Promise<void>;
}

export async function startTestWorker(options: TestWorkerOptions): Promise<TestWorker> {
  const clock = options.clock ?? systemClock;
  const models = options.manifests.map((bytes) => servedModel(bytes, options.prices, options.leastPrices));
  await options.engine.load(models.map(({ file }) => file));
  const worker = await Worker.start({
    proxyOrigin: options.proxyOrigin,
    operator: options.operator ?? "test-operator",
    attester: options.attester,
    beacon: options.beacon,
    gpu: options.gpu ?? null,
    engine: options.engine,
    models,
    slots: options.slots ?? 4,
    imageId: "test",
    rosterKey: options.rosterKey ?? null,
    keyLifeMs: options.keyLifeMs ?? KEY_MAX_LIFE_MS,
    clock,
    ticker: options.ticker ?? new ClockTicker(clock, options.tickMs ?? 10),
    log: options.log ?? (() => undefined),
  });
  return {
    get keyId() {
      return worker.keyId;
    },
    close: async (graceMs = 5_000) => {
      await worker.stop(graceMs);
      await options.engine.close();
    },
    kill: async () => {
      await worker.kill();
      await options.engine.close();
    },
  };
}

/** As {@link checkModel} makes it, without a file: for engines that need none. */
export function servedModel(
  manifestBytes: Uint8Array,
  prices: Readonly<Record<string, string>>,
  leastPrices: Readonly<Record<string, string>> = {},
): ServedModel {
  const manifest = parseModelManifest(manifestBytes);
  const price = prices[manifest.id];
  if (!price) throw new Error(`no price for ${manifest.id}`);
  const file = { hash: manifestHash(manifestBytes), manifest, path: manifest.gguf.file };
  const leastPrice = parseQuote(leastPrices[manifest.id] ?? price);
  return { file, manifestBytes, price: parseQuote(price), leastPrice };
}
