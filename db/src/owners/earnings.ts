import type { Nanoton } from "@cocoon/protocol/money";
import { and, asc, desc, eq, gte, sql } from "drizzle-orm";
import type { Database } from "../connection/database.ts";
import { accounts, jobs, readNanoton, transfers } from "../schema/index.ts";
import { utcDay } from "./utc-day.ts";

export interface DayEarnings {
  /** UTC, "2026-11-30". */
  readonly day: string;
  readonly model: string;
  readonly earnedNanoton: Nanoton;
  readonly jobs: number;
}

const earnedBy = (owner: string, sinceMs: number) =>
  and(
    sql`${transfers.toAccount} = (select ${accounts.id} from ${accounts} where ${accounts.owner} = ${owner})`,
    sql`${transfers.fromAccount} <> ${transfers.toAccount} and ${transfers.kind} <> 'settle_commission'`,
    eq(transfers.kind, "settle_worker"),
    gte(transfers.createdAt, sql`to_timestamp(${sinceMs}::bigint / 1000.0)`),
  );

/** What an owner earned by day and model since then, newest day first. */
export async function ownerEarnings(
  database: Database,
  { owner, sinceMs, limit = 1_000 }: { owner: string; sinceMs: number; limit?: number },
): Promise<DayEarnings[]> {
  const day = sql<string>`to_char(${transfers.createdAt} at time zone 'UTC', 'YYYY-MM-DD')`;
  return database.run((statements) =>
    statements
      .select({
        day: day.as("day"),
        model: jobs.modelId,
        earnedNanoton: sql`sum(${transfers.amountNanoton})::bigint`.mapWith(readNanoton),
        jobs: sql`count(*)`.mapWith(Number),
      })
      .from(transfers)
      .innerJoin(jobs, and(eq(jobs.accountId, transfers.fromAccount), eq(jobs.jobId, transfers.jobId)))
      .where(earnedBy(owner, sinceMs))
      .groupBy(sql`day`, jobs.modelId)
      .orderBy(desc(sql`day`), asc(jobs.modelId))
      .limit(limit),
  );
}

export interface HourEarnings {
  /** When the hour begins. */
  readonly startMs: number;
  readonly earnedNanoton: Nanoton;
  readonly jobs: number;
}

/** What an owner earned by hour since then, over all models; hours without anything are left out. */
export async function ownerHours(
  database: Database,
  { owner, sinceMs }: { owner: string; sinceMs: number },
): Promise<HourEarnings[]> {
  const hour = sql`(floor(extract(epoch from ${transfers.createdAt}) / 3600) * 3600000)`;
  return database.run((statements) =>
    statements
      .select({
        startMs: hour.mapWith(Number).as("start_ms"),
        earnedNanoton: sql`sum(${transfers.amountNanoton})::bigint`.mapWith(readNanoton),
        jobs: sql`count(*)`.mapWith(Number),
      })
      .from(transfers)
      .where(earnedBy(owner, sinceMs))
      .groupBy(sql`start_ms`)
      .orderBy(sql`start_ms`),
  );
}

export interface ModelSales {
  readonly model: string;
  /** UTC, "2026-11-30". */
  readonly day: string;
  /** What people paid, the commission included. */
  readonly chargedNanoton: Nanoton;
  readonly answers: number;
}

/** By model and day since then, over all people: whole answers, and what all jobs brought. */
export const modelSales = (database: Database, sinceMs: number): Promise<ModelSales[]> =>
  database.run((statements) =>
    statements
      .select({
        model: jobs.modelId,
        day: utcDay(sql`${jobs.createdMs} / 1000`),
        chargedNanoton: sql`coalesce(sum(${jobs.chargedNanoton}), 0)::bigint`.mapWith(readNanoton),
        answers: sql`count(*) filter (where ${jobs.state} = 'done')`.mapWith(Number),
      })
      .from(jobs)
      .where(gte(jobs.createdMs, sinceMs))
      .groupBy(jobs.modelId, sql`day`)
      .orderBy(asc(jobs.modelId), sql`day`),
  );

export interface ModelDemand {
  readonly model: string;
  readonly posted: number;
  /** Ended without an answer. */
  readonly unserved: number;
}

/** How much each model was asked for since then, over all people. */
export const modelDemand = (database: Database, sinceMs: number): Promise<ModelDemand[]> =>
  database.run((statements) =>
    statements
      .select({
        model: jobs.modelId,
        posted: sql`count(*)`.mapWith(Number),
        unserved:
          sql`count(*) filter (where ${jobs.state} in ('expired', 'reseal_required', 'failed'))`.mapWith(
            Number,
          ),
      })
      .from(jobs)
      .where(gte(jobs.createdMs, sinceMs))
      .groupBy(jobs.modelId)
      .orderBy(asc(jobs.modelId)),
  );
