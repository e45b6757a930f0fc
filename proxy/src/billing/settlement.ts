import type { Database } from "@cocoon/db/connection";
import { type Finished, finish, getJob } from "@cocoon/db/jobs";
import { LedgerError } from "@cocoon/db/ledger";
import type { JobStatus, ProblemCode } from "@cocoon/protocol/api";
import { type Nanoton, nanoton } from "@cocoon/protocol/money";
import type { Metrics } from "../metrics.ts";
import type { JobQueue, JobTerms } from "../queue/port.ts";
import type { Relay } from "../relay/port.ts";
import { jobStatusOf, postStatusOf } from "./status.ts";

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
  /** An account that a charge brings below it is told. */
  readonly lowBalanceNanoton: Nanoton;
}

const JOB_LOST: Conclusion = { state: "failed", problem: "job_lost", charge: null };
const INTERRUPTED: Conclusion = { state: "interrupted", problem: "stream_interrupted", charge: null };

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
    const { queue, relay, metrics } = this.#deps;
    const { jobId, post } = terms;
    const { state, problem, charge } = conclusion;
    const outerReceipt = charge?.receipt ?? null;
    const finished = await this.#finish(terms, conclusion);
    if (finished?.kind === "finished") metrics.count("jobs_total", state);
    const status =
      finished?.kind === "exists"
        ? postStatusOf(finished.job, post)
        : jobStatusOf({
            jobId,
            state,
            problem,
            outerReceipt,
            chargedNanoton: finished?.chargedNanoton ?? nanoton(0n),
          });
    await relay.append(key, { type: "end", status });
    await queue.finish(key);
    return status;
  }

  /** A job that the queue does not know any more. Only one that nobody began to answer may be posted again. */
  async concludeLost(key: string, terms: JobTerms): Promise<JobStatus> {
    const job = await getJob(this.#deps.database, terms);
    const begun = job?.post === terms.post && job.state === "streaming";
    return this.conclude(key, terms, begun ? INTERRUPTED : JOB_LOST);
  }

  /** Null for a job that Postgres never heard of, for instance because it was set up anew: nothing is held for it. */
  async #finish(
    { accountId, jobId, post }: JobTerms,
    { state, problem, charge }: Conclusion,
  ): Promise<Finished | null> {
    const { database, commissionPpm, lowBalanceNanoton } = this.#deps;
    try {
      return await finish(database, {
        accountId,
        jobId,
        post,
        state,
        problem,
        costNanoton: charge?.costNanoton ?? nanoton(0n),
        workerId: charge?.operator ?? null,
        outerReceipt: charge?.receipt ?? null,
        commissionPpm,
        lowBalanceNanoton,
      });
    } catch (error) {
      if (error instanceof LedgerError && error.code === "hold_unknown") return null;
      throw error;
    }
  }
}
