import { and, asc, eq, inArray, lt } from "drizzle-orm";
import type { Database } from "../connection/database.ts";
import { jobs } from "../schema/index.ts";
import { asJob, type Job } from "./job.ts";

type JobKey = Pick<Job, "accountId" | "jobId">;

/** The account's job, or null: another account's job of the same id is not this one's to see. */
export async function getJob(database: Database, { accountId, jobId }: JobKey): Promise<Job | null> {
  const rows = await database.run((statements) =>
    statements
      .select()
      .from(jobs)
      .where(and(eq(jobs.accountId, accountId), eq(jobs.jobId, jobId))),
  );
  return rows[0] ? asJob(rows[0]) : null;
}

/** For a job the database has just named; rows of `jobs` are never deleted. */
export async function mustGetJob(database: Database, key: JobKey): Promise<Job> {
  const job = await getJob(database, key);
  if (!job) throw new TypeError("a job that exists could not be read");
  return job;
}

/** Jobs that still run although their deadline lies before this moment, the longest overdue first; for the sweeper. */
export async function unfinishedJobs(
  database: Database,
  { deadlineBeforeMs, limit = 100 }: { deadlineBeforeMs: number; limit?: number },
): Promise<Job[]> {
  const rows = await database.run((statements) =>
    statements
      .select()
      .from(jobs)
      .where(and(inArray(jobs.state, ["queued", "streaming"]), lt(jobs.notAfterMs, deadlineBeforeMs)))
      .orderBy(asc(jobs.notAfterMs))
      .limit(limit),
  );
  return rows.map(asJob);
}
