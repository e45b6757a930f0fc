import type { Log } from "../../log.ts";
import type { Metrics } from "../../metrics.ts";
import { type Drift, escrowPage, ledgerDrift, type ReconcileParts, treasuryDrift } from "./reconcile.ts";

const EVERY_MS = 10 * 60_000;
/** Two requests each: over a day every one of a few thousand escrows has its turn. */
const ESCROWS_A_TURN = 20;

export interface ReconcilerOptions extends ReconcileParts {
  readonly metrics: Metrics;
  readonly log: Log;
  /** Unix milliseconds. */
  readonly now: () => number;
}

/** Compares ledger and chain again and again, and says how far they are apart: zero, or somebody must look. */
export class Reconciler {
  readonly #options: ReconcilerOptions;
  readonly #timer: ReturnType<typeof setInterval>;
  #working: Promise<void> | null = null;
  #drifts: readonly Drift[] = [];
  #doneAtMs: number;
  #after = "";

  constructor(options: ReconcilerOptions) {
    const { metrics, now } = options;
    this.#options = options;
    this.#doneAtMs = now();
    metrics.gauge("reconciliation_drifts", () => this.#drifts.length);
    metrics.gauge("reconciliation_age_seconds", () => (now() - this.#doneAtMs) / 1000);
    this.#timer = setInterval(() => {
      this.#working ??= this.turn().finally(() => {
        this.#working = null;
      });
    }, EVERY_MS);
    this.#timer.unref();
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    await this.#working;
  }

  /** What it found stands in the metrics. */
  async turn(): Promise<void> {
    const { log, now } = this.#options;
    try {
      const { drifts, isWhole } = await this.#compare();
      // No account is named: an operator's own command lists them.
      if (drifts.length > 0)
        log("error", "ledger_and_chain_differ", {
          drifts: drifts.length,
          remedy: "run: cocoon-admin reconcile",
        });
      this.#drifts = drifts;
      // A treasury that moved on during each look was not compared: the age of the last comparison grows.
      if (isWhole) this.#doneAtMs = now();
    } catch (error) {
      log("warn", "not_reconciled", { reason: error instanceof Error ? error.name : "unknown" });
    }
  }

  async #compare(): Promise<{ drifts: Drift[]; isWhole: boolean }> {
    const ledger = await ledgerDrift(this.#options.database, false);
    const treasury = await treasuryDrift(this.#options);
    const { drifts, next } = await escrowPage(this.#options, this.#after, ESCROWS_A_TURN);
    this.#after = next ?? "";
    return { drifts: [...ledger, ...(treasury ?? []), ...drifts], isWhole: treasury !== null };
  }
}
