import type { JobStatus, ProblemCode } from "@cocoon/protocol/api";
import type { Database } from "@cocoon/db/connection";
import { finish } from "@cocoon/db/jobs";
import { nanoton, type Nanoton } from "@cocoon/protocol/money";
import type { Metrics } from "../metrics.ts";
import type { JobQueue, JobTerms } from "../queue/port.ts";
import type { Relay } from "../relay/port.ts";
import { jobStatusOf } from "./status.ts";

/** How a job ended and what it cost. */
export interface Conclusion {
  readonly state: "done" | "interrupted" | "failed" | "cancelled" | "expired" | "reseal_required";
  readonly problem: ProblemCode | null;
  /** What the worker's last valid receipt says; null releases the whole hold. */
  readonly charge: Charge | null;
}

export interface Charge {
  readonly costNanoton: Nanoton;
  /** Who is paid. */
  readonly operator: string;
  /** Exact bytes of the signed outer or running receipt. */
  readonly receipt: Uint8Array;
}

export interface SettlementDeps {
  readonly database: Database;
  readonly queue: JobQueue;
  readonly relay: Relay;
  readonly metrics: Metrics;
  /** The platform's part of each charge, in millionths. */
  readonly commissionPpm: number;
}

/**
 * Ends jobs, each once: ledger and state in one statement, then the stream's end for its readers, then the queue forgets
 * it. Whatever dies in between, the queue reports the job again and the same calls, all idempotent, are made again.
 */
export class Settlement {
  readonly #deps: SettlementDeps;

  constructor(deps: SettlementDeps) {
    this.#deps = deps;
  }

  /** Concludes the job; the first conclusion stands, a later one only repeats its announcement. */
  async conclude(key: string, terms: JobTerms, conclusion: Conclusion): Promise<JobStatus> {
    const { database, queue, relay, metrics, commissionPpm } = this.#deps;
    const { accountId, jobId, post } = terms;
    const { state, problem, charge } = conclusion;
    const finished = await finish(database, {
      accountId,
      jobId,
      post,
      state,
      problem,
      costNanoton: charge?.costNanoton ?? nanoton(0n),
      workerId: charge?.operator ?? null,
      outerReceipt: charge?.receipt ?? null,
      commissionPpm,
    });
    if (finished.kind === "finished") metrics.count("jobs_total", state);
    const outerReceipt = charge?.receipt ?? null;
    const status = jobStatusOf(
      finished.kind === "exists"
        ? finished.job
        : { jobId, state, problem, outerReceipt, chargedNanoton: finished.chargedNanoton },
    );
    await relay.append(key, { type: "end", status });
    await queue.finish(key);
    return status;
  }
}
