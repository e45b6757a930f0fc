import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Network } from "./network/network.ts";
import type { Scenario, Stage } from "./scenario.ts";

export interface RunOptions {
  /** Whether a failure's folders stay. */
  readonly keep: boolean;
  readonly progress: (line: string) => void;
  /** Aborted when the person ends the run: the networks are stopped all the same. */
  readonly signal: AbortSignal;
}

export type Outcome = { readonly passed: true } | { readonly passed: false; readonly why: string };

/** Nothing in a scenario waits longer than its own deadlines; this one catches a scenario that forgets one. */
const LIMIT_MS = 4 * 60_000;

/** Runs one scenario and stops what it started. Never rejects. */
export async function runScenario(scenario: Scenario, options: RunOptions): Promise<Outcome> {
  const folder = mkdtempSync(join(tmpdir(), `cocoon-e2e-${scenario.name}-`));
  const stage = new OwnedStage(folder, options.progress);
  const outcome = await ended(scenario, stage, options.signal);
  const left = await stage.close();
  const kept = options.keep && !outcome.passed;
  if (kept) options.progress(`the logs of ${scenario.name} are in ${folder}`);
  else rmSync(folder, { recursive: true, force: true });
  return outcome.passed && left !== null ? { passed: false, why: left } : outcome;
}

async function ended(scenario: Scenario, stage: Stage, signal: AbortSignal): Promise<Outcome> {
  const limit = AbortSignal.any([signal, AbortSignal.timeout(LIMIT_MS)]);
  const stopped = new Promise<never>((_, reject) => {
    const end = () => reject(new Error(signal.aborted ? "it was interrupted" : "it took too long"));
    if (limit.aborted) end();
    else limit.addEventListener("abort", end, { once: true });
  });
  try {
    await Promise.race([scenario.run(stage), stopped]);
    return { passed: true };
  } catch (error) {
    return { passed: false, why: reasonOf(error) };
  }
}

/** In one line, for the line it stands in is read by programs. */
const reasonOf = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).replaceAll(/\s+/g, " ").trim().slice(0, 600);

class OwnedStage implements Stage {
  readonly progress: (line: string) => void;
  readonly #folder: string;
  readonly #networks: Promise<Network>[] = [];
  #closed = false;

  constructor(folder: string, progress: (line: string) => void) {
    this.#folder = folder;
    this.progress = progress;
  }

  network: Stage["network"] = (options) => {
    if (this.#closed) throw new Error("the scenario is over");
    const folder = join(this.#folder, `network-${this.#networks.length + 1}`);
    const network = Network.start(folder, this.progress, options);
    this.#networks.push(network);
    return network;
  };

  /** Stops every network, also those that are still starting. Resolves to what could not be stopped, in a sentence. */
  async close(): Promise<string | null> {
    this.#closed = true;
    const stops = await Promise.allSettled(
      this.#networks.map(async (starting) => {
        const network = await starting.catch(() => null);
        await network?.stop();
      }),
    );
    const failed = stops.find((stop) => stop.status === "rejected");
    return failed ? `the network could not be stopped: ${reasonOf(failed.reason)}` : null;
  }
}
