import type { Nanoton } from "@cocoon/protocol/money";
import { sql } from "drizzle-orm";
import type { Database } from "../connection/database.ts";
import { expectOutcome } from "../ledger/error.ts";
import { jobs, readNanoton } from "../schema/index.ts";
import type { Job, NewJob } from "./job.ts";
import { mustGetJob } from "./reads.ts";

export type Admission =
  | { readonly kind: "admitted"; readonly post: number }
  /** The same bytes were posted before: the job as it stands now. */
  | { readonly kind: "exists"; readonly job: Job }
  /** Other bytes under the same id. */
  | { readonly kind: "conflict" }
  | { readonly kind: "insufficient"; readonly availableNanoton: Nanoton };

/**
 * Writes the job's row and holds its ceiling, both or neither, in one statement. A job that ended in `reseal_required` or
 * as `job_lost` takes new bytes, or the same ones, as its next post with a hold of its own.
 * @throws LedgerError `account_unknown`.
 */
export async function admit(database: Database, job: NewJob): Promise<Admission> {
  const bytes = (hex: string) => sql`${sql.param(hex, jobs.jobId)}::bytea`;
  const call = sql`job_admit(${job.accountId}::uuid, ${bytes(job.jobId)}, ${bytes(job.envelopeHash)},
    ${bytes(job.transcript)}, ${job.modelId}::text, ${bytes(job.manifest)}, ${job.quote}::text,
    ${job.ceilingNanoton}::bigint, ${job.notAfterMs}::bigint, ${job.createdMs}::bigint)`;
  const rows = await database.run((statements) =>
    statements
      .select({
        outcome: sql<string>`o_outcome`,
        post: sql<number>`o_post`,
        available: sql`o_available`.mapWith(readNanoton),
      })
      .from(call),
  );
  const [row] = rows;
  const kind = expectOutcome(row?.outcome, ["admitted", "exists", "conflict", "insufficient"]);
  if (row && kind === "admitted") return { kind, post: row.post };
  if (row && kind === "insufficient") return { kind, availableNanoton: row.available };
  return kind === "exists" ? { kind, job: await mustGetJob(database, job) } : { kind: "conflict" };
}
