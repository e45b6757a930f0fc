import { and, desc, eq } from "drizzle-orm";
import type { Database } from "../connection/database.ts";
import { disputes, millisecondsOf } from "../schema/index.ts";

export interface NewDispute {
  /** A UUID of the caller. */
  readonly id: string;
  readonly accountId: string;
  readonly jobId: string;
  /** What looking at the receipt found, in [a-z_]. */
  readonly verdict: string;
  /** SHA-256 of the receipt, hex. */
  readonly receiptHash: string;
}

export interface Dispute extends NewDispute {
  readonly createdMs: number;
}

/** Keeps a person's dispute of a job's receipt; "exists" when this job has one. */
export async function fileDispute(database: Database, dispute: NewDispute): Promise<"filed" | "exists"> {
  const rows = await database.run((statements) =>
    statements.insert(disputes).values(dispute).onConflictDoNothing().returning({ id: disputes.id }),
  );
  return rows.length === 1 ? "filed" : "exists";
}

const { id, accountId, jobId, verdict, receiptHash } = disputes;
const fields = { id, accountId, jobId, verdict, receiptHash, createdMs: millisecondsOf(disputes.createdAt) };

/** The dispute of a job; null when there is none. */
export async function disputeOf(
  database: Database,
  key: Pick<NewDispute, "accountId" | "jobId">,
): Promise<Dispute | null> {
  const rows = await database.run((statements) =>
    statements
      .select(fields)
      .from(disputes)
      .where(and(eq(accountId, key.accountId), eq(jobId, key.jobId))),
  );
  return rows[0] ?? null;
}

/** All disputes, newest first, for the operator. */
export const recentDisputes = (database: Database, limit = 100): Promise<Dispute[]> =>
  database.run((statements) =>
    statements.select(fields).from(disputes).orderBy(desc(disputes.createdAt)).limit(limit),
  );
