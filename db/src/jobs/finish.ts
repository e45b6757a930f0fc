import type { ProblemCode } from "@cocoon/protocol/api";
import { toHex } from "@cocoon/protocol/bytes";
import type { Nanoton } from "@cocoon/protocol/money";
import { and, eq, or, sql } from "drizzle-orm";
import type { Database } from "../connection/database.ts";
import { assertSettlement, type Settlement } from "../ledger/holds.ts";
import { grouped } from "../connection/groups.ts";
import { bytea, rowsOf } from "../ledger/call.ts";
import { expectOutcome } from "../ledger/error.ts";
import { jobs, readNanoton } from "../schema/index.ts";
import type { Job, StoredJobState } from "./job.ts";
import { mustGetJob } from "./reads.ts";

export interface JobEnd extends Settlement {
  readonly state: Exclude<StoredJobState, "queued" | "streaming">;
  /** The exact bytes that state `costNanoton`; at most 4096. */
  readonly outerReceipt: Uint8Array | null;
  readonly problem: ProblemCode | null;
  /** The person is told, once, when this job takes what they have below it. */
  readonly lowBalanceNanoton?: Nanoton | null;
}

export type Finished =
  | { readonly kind: "finished"; readonly chargedNanoton: Nanoton }
  /** The job was over, or `post` is not its last any more: nothing moved. The job as it stands now. */
  | { readonly kind: "exists"; readonly job: Job };

const askEnd = grouped<JobEnd, { outcome: string; charged: Nanoton | null }>({
  lockOf: ({ accountId }) => accountId,
  run: (database, ends) => {
    const rows = ends.map((end) => ({
      account: end.accountId,
      job: bytea(end.jobId),
      post: end.post,
      state: end.state,
      cost: end.costNanoton.toString(),
      worker: end.workerId,
      ppm: end.commissionPpm,
      receipt: end.outerReceipt && bytea(toHex(end.outerReceipt)),
      problem: end.problem,
      low_balance: end.lowBalanceNanoton?.toString() ?? null,
    }));
    return database.run((statements) =>
      statements
        .select({
          at: sql<number>`o_at`,
          outcome: sql<string>`o_outcome`,
          charged: sql`o_charged`.mapWith(readNanoton),
        })
        .from(sql`job_finish_many(${rowsOf("finish_ask", rows)})`),
    );
  },
});

/**
 * Ends a job and its hold in one statement: the cost to worker and platform, the rest back, the row to its last state.
 * Whoever comes second, be it a receipt, a cancel or the deadline, gets "exists".
 * @throws LedgerError `hold_unknown` for a job that was never admitted, `cost_above_hold`.
 */
export async function finish(database: Database, end: JobEnd): Promise<Finished> {
  assertSettlement(end);
  const { outcome, charged } = await askEnd(database, end);
  const kind = expectOutcome(outcome === "job_unknown" ? "hold_unknown" : outcome, ["finished", "exists"]);
  if (kind === "exists") return { kind, job: await mustGetJob(database, end) };
  return { kind, chargedNanoton: charged ?? end.costNanoton };
}

/**
 * The first frame of this post was relayed, by this worker. False when the job is over, at another post, or already
 * streaming from another worker: then nobody may relay this one's frames. The same worker may ask again.
 */
export async function markStreaming(
  database: Database,
  mark: { accountId: string; jobId: string; post: number; workerKeyId: string },
): Promise<boolean> {
  const rows = await database.run((statements) =>
    statements
      .update(jobs)
      .set({ state: "streaming", workerKeyId: mark.workerKeyId })
      .where(
        and(
          eq(jobs.accountId, mark.accountId),
          eq(jobs.jobId, mark.jobId),
          eq(jobs.post, mark.post),
          or(
            eq(jobs.state, "queued"),
            and(eq(jobs.state, "streaming"), eq(jobs.workerKeyId, mark.workerKeyId)),
          ),
        ),
      )
      .returning({ post: jobs.post }),
  );
  return rows.length === 1;
}
