import { type Nanoton, nanoton } from "@cocoon/protocol/money";
import { and, asc, eq, getTableColumns, inArray, isNull, ne, sql } from "drizzle-orm";
import type { Database } from "../connection/database.ts";
import {
  accounts,
  type PAYOUT_STATES,
  payoutOwners,
  payouts,
  readNanoton,
  millisecondsOrNull,
} from "../schema/index.ts";

/** Someone who is paid for workers, by raw address. */
export interface PayoutOwner {
  readonly owner: string;
  /** All they have earned, by the ledger: what the next voucher may be for. */
  readonly earnedNanoton: Nanoton;
  /** Of the newest voucher that was pushed. */
  readonly cumulativeNanoton: Nanoton;
  /** Of the largest voucher that was given to them on demand. */
  readonly shownNanoton: Nanoton;
  /** Seen paid on the chain. */
  readonly confirmedNanoton: Nanoton;
  /** Null for the proxy's default. */
  readonly thresholdNanoton: Nanoton | null;
  readonly payNowAtMs: number | null;
}

/** What an owner may be paid in all: what the ledger still owes them, and what the chain has paid. */
const earned = sql`ledger_payable(${accounts.id}) + coalesce(${payoutOwners.confirmedNanoton}, 0)`;
const zero = sql`0::bigint`;

const ownerRows = (
  database: Database,
  which: ReturnType<typeof sql>,
  limit: number,
): Promise<PayoutOwner[]> =>
  database.run((statements) =>
    statements
      .select({
        owner: sql<string>`${accounts.owner}`,
        earnedNanoton: sql`${earned}`.mapWith(readNanoton),
        cumulativeNanoton: sql`coalesce(${payoutOwners.cumulativeNanoton}, ${zero})`.mapWith(readNanoton),
        shownNanoton: sql`coalesce(${payoutOwners.shownNanoton}, ${zero})`.mapWith(readNanoton),
        confirmedNanoton: sql`coalesce(${payoutOwners.confirmedNanoton}, ${zero})`.mapWith(readNanoton),
        thresholdNanoton: payoutOwners.thresholdNanoton,
        payNowAtMs: millisecondsOrNull(payoutOwners.payNowAt),
      })
      .from(accounts)
      .leftJoin(payoutOwners, eq(payoutOwners.owner, accounts.owner))
      .where(and(eq(accounts.kind, "worker"), which))
      .orderBy(asc(accounts.owner))
      .limit(limit),
  );

/** An owner of workers; null for one who has never earned. */
export const payoutOwner = async (database: Database, owner: string): Promise<PayoutOwner | null> =>
  (await ownerRows(database, sql`${accounts.owner} = ${owner}`, 1))[0] ?? null;

/**
 * Owners who are to be pushed at least their threshold, or anything if they asked to be paid now. What they were only shown
 * is still to be pushed; what they claimed by themselves is not.
 */
export const duePayouts = (
  database: Database,
  { defaultThresholdNanoton, limit = 100 }: { defaultThresholdNanoton: Nanoton; limit?: number },
): Promise<PayoutOwner[]> => {
  const { cumulativeNanoton: pushed, confirmedNanoton: confirmed } = payoutOwners;
  const missing = sql`${earned} - coalesce(greatest(${pushed}, ${confirmed}), 0)`;
  const threshold = sql`case when ${payoutOwners.payNowAt} is not null then 1
    else coalesce(${payoutOwners.thresholdNanoton}, ${defaultThresholdNanoton}::bigint) end`;
  return ownerRows(database, sql`${missing} >= ${threshold}`, limit);
};

/** How an owner wants to be paid; null for the proxy's default. */
export async function setPayoutThreshold(
  database: Database,
  owner: string,
  thresholdNanoton: Nanoton | null,
): Promise<void> {
  await database.run((statements) =>
    statements
      .insert(payoutOwners)
      .values({ owner, thresholdNanoton })
      .onConflictDoUpdate({ target: payoutOwners.owner, set: { thresholdNanoton } }),
  );
}

/** Pays an owner at the next round whatever their threshold is. */
export async function requestPayNow(database: Database, owner: string): Promise<void> {
  const payNowAt = sql`now()`;
  await database.run((statements) =>
    statements
      .insert(payoutOwners)
      .values({ owner, payNowAt })
      .onConflictDoUpdate({ target: payoutOwners.owner, set: { payNowAt } }),
  );
}

export interface Payout {
  /** A UUID of the caller. */
  readonly id: string;
  readonly owner: string;
  readonly cumulativeNanoton: Nanoton;
  readonly signature: Uint8Array;
  readonly state: (typeof PAYOUT_STATES)[number];
  readonly batch: string | null;
}

const { createdAt: _, sentAt: __, confirmedLt: ___, ...columns } = getTableColumns(payouts);

/** Gathers each owner's newest voucher without a batch into one; those it replaces need not be sent. */
export async function batchPayouts(database: Database, batch: string, limit: number): Promise<Payout[]> {
  const newest = sql`select distinct on (owner) id from payouts where state <> 'confirmed'
    order by owner, cumulative_nanoton desc`;
  await database.run((statements) =>
    statements
      .update(payouts)
      .set({ batch })
      .where(
        and(
          isNull(payouts.batch),
          sql`${payouts.id} in (select id from (${newest}) as newest limit ${limit})`,
        ),
      ),
  );
  return payoutsOfBatch(database, batch);
}

/** A batch as it was gathered, to send it or to send it again. */
export const payoutsOfBatch = (database: Database, batch: string): Promise<Payout[]> =>
  database.run((statements) =>
    statements.select(columns).from(payouts).where(eq(payouts.batch, batch)).orderBy(asc(payouts.owner)),
  );

/** Batches with a voucher the chain has not confirmed, the oldest first. */
export async function openBatches(
  database: Database,
): Promise<{ batch: string; state: "voucher" | "sent"; sentAtMs: number | null }[]> {
  const rows = await database.run((statements) =>
    statements
      .select({
        batch: sql<string>`${payouts.batch}`,
        state: sql<"voucher" | "sent">`max(${payouts.state})`,
        sentAtMs: sql<number | null>`(extract(epoch from min(${payouts.sentAt})) * 1000)::bigint`.mapWith(
          Number,
        ),
      })
      .from(payouts)
      .where(and(ne(payouts.state, "confirmed"), sql`${payouts.batch} is not null`))
      .groupBy(payouts.batch)
      .orderBy(sql`min(${payouts.createdAt})`),
  );
  return rows;
}

/** Says that a batch was handed to the network. Called before it is sent: a batch sent twice pays once. */
export async function markBatchSent(database: Database, batch: string): Promise<void> {
  await database.run((statements) =>
    statements
      .update(payouts)
      .set({ state: "sent", sentAt: sql`now()` })
      .where(and(eq(payouts.batch, batch), inArray(payouts.state, ["voucher", "sent"]))),
  );
}

/** All that workers are owed and the chain has not paid. */
export async function owedToWorkers(database: Database): Promise<Nanoton> {
  const rows = await database.run((statements) =>
    statements
      .select({ owed: sql`coalesce(sum(balance), 0)::bigint`.mapWith(readNanoton) })
      .from(sql`ledger_position`)
      .where(sql`purpose = 'payable'`),
  );
  return rows[0]?.owed ?? nanoton(0n);
}
