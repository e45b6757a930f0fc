import type { Nanoton } from "@cocoon/protocol/money";
import { sql } from "drizzle-orm";
import type { Database } from "../connection/database.ts";
import { grouped } from "../connection/groups.ts";
import { bytea, rowsOf } from "../ledger/call.ts";
import { expectOutcome } from "../ledger/error.ts";
import type { Source } from "../ledger/holds.ts";
import { readNanoton } from "../schema/index.ts";
import type { Job, NewJob } from "./job.ts";
import { mustGetJob } from "./reads.ts";

/** How a job may be paid. */
export interface AdmissionTerms {
  /** What it is posted with; a key with a budget must cover the ceiling. */
  readonly credentialId?: string | null;
  /** It comes without the person's own client, from the bot or by an API key, so nobody will sign for it. */
  readonly bearer?: boolean;
  /** It meets the rules of a trial, so it may run on granted money. */
  readonly mayUseGrant?: boolean;
  /** With a payer key: how much may be settled, held and asked for in all before the client signs. One ceiling if not given. */
  readonly unsignedLimitNanoton?: Nanoton | null;
}

/** Why an account's escrow can't cover a job, in the order in which it is looked at. */
export const ESCROW_REFUSALS = [
  "account_closing",
  "payer_key_required",
  "signature_due",
  "daily_limit",
] as const;

export type Admission =
  | { readonly kind: "admitted"; readonly post: number; readonly source: Source }
  /** The same bytes were posted before: the job as it stands now. */
  | { readonly kind: "exists"; readonly job: Job }
  /** Other bytes under the same id. */
  | { readonly kind: "conflict" }
  | { readonly kind: "insufficient"; readonly availableNanoton: Nanoton }
  | { readonly kind: "budget_exceeded" }
  | { readonly kind: (typeof ESCROW_REFUSALS)[number] };

const OUTCOMES = [
  "admitted",
  "exists",
  "conflict",
  "insufficient",
  "budget_exceeded",
  ...ESCROW_REFUSALS,
] as const;

const askAdmission = grouped<
  Required<AdmissionTerms> & { readonly job: NewJob },
  { outcome: string; post: number; source: Source; available: Nanoton }
>({
  lockOf: ({ job }) => job.accountId,
  run: (database, asks) => {
    const rows = asks.map(({ job, credentialId, bearer, mayUseGrant, unsignedLimitNanoton }) => ({
      account: job.accountId,
      job: bytea(job.jobId),
      envelope: bytea(job.envelopeHash),
      transcript: bytea(job.transcript),
      model: job.modelId,
      manifest: bytea(job.manifest),
      quote: job.quote,
      ceiling: job.ceilingNanoton.toString(),
      not_after: job.notAfterMs,
      created: job.createdMs,
      credential: credentialId,
      bearer,
      grantable: mayUseGrant,
      unsigned: unsignedLimitNanoton?.toString() ?? null,
    }));
    return database.run((statements) =>
      statements
        .select({
          at: sql<number>`o_at`,
          outcome: sql<string>`o_outcome`,
          post: sql<number>`o_post`,
          source: sql<Source>`o_source`,
          available: sql`o_available`.mapWith(readNanoton),
        })
        .from(sql`job_admit_many(${rowsOf("admit_ask", rows)})`),
    );
  },
});

/**
 * Writes the job's row and holds its ceiling, both or neither, in one statement. A job that ended in `reseal_required` or
 * as `job_lost` takes new bytes, or the same ones, as its next post with a hold of its own.
 * @throws LedgerError `account_unknown`.
 */
export async function admit(
  database: Database,
  job: NewJob,
  {
    credentialId = null,
    bearer = false,
    mayUseGrant = false,
    unsignedLimitNanoton = null,
  }: AdmissionTerms = {},
): Promise<Admission> {
  const row = await askAdmission(database, { job, credentialId, bearer, mayUseGrant, unsignedLimitNanoton });
  const kind = expectOutcome(row.outcome, OUTCOMES);
  if (kind === "admitted") return { kind, post: row.post, source: row.source };
  if (kind === "insufficient") return { kind, availableNanoton: row.available };
  if (kind === "exists") return { kind, job: await mustGetJob(database, job) };
  return { kind } as Exclude<Admission, { kind: "admitted" | "insufficient" | "exists" }>;
}
