import { CACHE } from "../stack/network/layout.ts";
import { type Scratch, scratchFolder } from "../stack/scratch.ts";
import { Network } from "./network.ts";
import type { Scenario, Stage } from "./scenario.ts";

export interface RunOptions {
  /** Whether a failure's folders stay. */
  readonly keep: boolean;
  /** Absolute folder; null for no pictures. */
  readonly shots: string | null;
  readonly progress: (line: string) => void;
  /** Aborted when the person ends the run: the networks are stopped all the same. */
  readonly signal: AbortSignal;
}

export type Outcome = { readonly passed: true } | { readonly passed: false; readonly why: string };

/** Nothing in a scenario waits longer than its own deadlines; this one catches a scenario that forgets one. */
const LIMIT_MS = 4 * 60_000;
/** Hundreds of pictures take their time. */
const SHOTS_LIMIT_MS = 30 * 60_000;

/** Runs one scenario and stops what it started. Never rejects. */
export async function runScenario(scenario: Scenario, options: RunOptions): Promise<Outcome> {
  const stage = new OwnedStage(scenario.name, options);
  const outcome = await ended(scenario, stage, options.signal);
  const fault = await stage.close(options.keep && !outcome.passed);
  return outcome.passed && fault !== null ? { passed: false, why: fault } : outcome;
}

async function ended(scenario: Scenario, stage: Stage, signal: AbortSignal): Promise<Outcome> {
  const limit = AbortSignal.any([
    signal,
    AbortSignal.timeout(stage.shots === null ? LIMIT_MS : SHOTS_LIMIT_MS),
  ]);
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
  readonly shots: string | null;
  readonly #name: string;
  readonly #networks: { readonly scratch: Scratch; readonly starting: Promise<Network> }[] = [];
  #closed = false;

  constructor(name: string, { progress, shots }: RunOptions) {
    this.#name = name;
    this.shots = shots;
    this.progress = (line) => progress(`   ${line}`);
  }

  print(line: string): void {
    process.stdout.write(`   ${line}\n`);
  }

  network: Stage["network"] = async (options) => {
    const scratch = await scratchFolder(CACHE, `e2e-${this.#name}`);
    if (this.#closed) {
      await scratch.remove();
      throw new Error("the scenario is over");
    }
    const starting = Network.start(scratch.folder, this.progress, options);
    this.#networks.push({ scratch, starting });
    return starting;
  };

  /** Stops every network, also those that are still starting. Resolves to what went wrong with them, in a sentence. */
  async close(keep: boolean): Promise<string | null> {
    this.#closed = true;
    const closings = this.#networks.map(async ({ scratch, starting }) => {
      const network = await starting.catch(() => null);
      await network?.stop();
      if (keep) this.progress(`the logs are in ${scratch.folder}`);
      else await scratch.remove();
      const dead = network?.dead ?? [];
      if (dead.length > 0) throw new Error(`${dead.join(", ")} ended without having been told to`);
    });
    const failed = (await Promise.allSettled(closings)).find((closing) => closing.status === "rejected");
    return failed ? reasonOf(failed.reason) : null;
  }
}
