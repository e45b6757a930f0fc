import type { Nanoton } from "@cocoon/protocol/money";
import { and, asc, desc, eq, getTableColumns, gte, isNotNull, lte, or, type SQL, sql } from "drizzle-orm";
import type { Database } from "../connection/database.ts";
import { escrows, readNanoton } from "../schema/index.ts";
import type { EscrowState } from "./apply.ts";

/** An escrow as it was last seen, and whose it is. */
export interface Escrow extends EscrowState {
  readonly accountId: string;
  /** Until then the proxy admits no job, because it has signed a close. */
  readonly frozenUntilMs: number | null;
  readonly lastLt: bigint;
}

/** The guards that hold at a moment of the chain, Unix seconds: pending ones count from theirs on, without a message. */
export function withGuardsAt<E extends EscrowState>(escrow: E, seconds: number): E {
  const { pendingAt, pendingDailyLimitNanoton: limit, pendingPayerKey: payerKey } = escrow;
  if (pendingAt === null || pendingAt > seconds) return escrow;
  const none = { pendingAt: null, pendingDailyLimitNanoton: null, pendingPayerKey: null };
  return { ...escrow, ...none, payerKey, dailyLimitNanoton: limit ?? escrow.dailyLimitNanoton };
}

/** Refuses to compile when the row and the escrow drift apart. */
const { updatedAt: _, ...columns } = getTableColumns(escrows);

const escrowWhere = async (database: Database, which: SQL): Promise<Escrow | null> => {
  const rows = await database.run((statements) => statements.select(columns).from(escrows).where(which));
  return rows[0] ?? null;
};

/** The escrow of an account; null before its first notification. */
export const escrowOf = (database: Database, accountId: string): Promise<Escrow | null> =>
  escrowWhere(database, eq(escrows.accountId, accountId));

/** The escrow at a raw address; null when none has told of itself. */
export const escrowAt = (database: Database, address: string): Promise<Escrow | null> =>
  escrowWhere(database, eq(escrows.address, address));

/** Every escrow by address, a page at a time, for whoever compares them with the chain. */
export const escrowsAfter = (database: Database, address: string, limit = 100): Promise<Escrow[]> =>
  database.run((statements) =>
    statements
      .select(columns)
      .from(escrows)
      .where(sql`${escrows.address} > ${address}`)
      .orderBy(asc(escrows.address))
      .limit(limit),
  );

/** An escrow that is to be charged. */
export interface OwingEscrow extends Escrow {
  /** Settled and not yet charged, its sponsored jobs included; never more than it holds. */
  readonly owingNanoton: Nanoton;
  readonly owingSinceMs: number | null;
}

const owing = sql`least(owing_nanoton, ${escrows.balanceNanoton})`;
const since = sql`position.owing_since`;
const withOwing = {
  ...columns,
  owingNanoton: sql`${owing}`.mapWith(readNanoton),
  owingSinceMs: sql<number | null>`(extract(epoch from ${since}) * 1000)::bigint`.mapWith(Number),
};

const owingRows = (database: Database, which: SQL | undefined, limit: number): Promise<OwingEscrow[]> =>
  database.run((statements) =>
    statements
      .select(withOwing)
      .from(escrows)
      .innerJoin(sql`escrow_positions as position`, sql`position.address = ${escrows.address}`)
      .where(and(sql`${owing} > 0`, which))
      .orderBy(desc(owing), asc(since))
      .limit(limit),
  );

/** A debt that takes up half of what a day may cost: left to grow, it would refuse every further job. */
const nearsLimit = sql`${owing} * 2 >= least(${escrows.dailyLimitNanoton}, ${escrows.pendingDailyLimitNanoton})`;

export interface ToCharge {
  readonly leastNanoton: Nanoton;
  /** What pays for its own charge. */
  readonly worthNanoton: Nanoton;
  readonly olderThanMs: number;
  /** Unix seconds by the chain's clock. */
  readonly at: number;
  /** As {@link at}: guards that are in force by then may stand in the way of a later charge. */
  readonly guardsBefore: number;
  readonly limit?: number;
}

/** The key whose signature the contract asks for then: a pending one from its time on, without a message. */
export const payerKeyAt = (seconds: number): SQL =>
  sql`case when ${escrows.pendingAt} <= ${seconds} then ${escrows.pendingPayerKey} else ${escrows.payerKey} end`;

/**
 * Escrows to charge now, by the proxy alone: that owe at least so much, or half of their daily limit, or anything for so long, or what is worth
 * it before their guards tighten, or whose owner is closing; the largest debt first.
 */
export const escrowsToCharge = (
  database: Database,
  { leastNanoton, worthNanoton, olderThanMs, at, guardsBefore, limit = 100 }: ToCharge,
): Promise<OwingEscrow[]> =>
  owingRows(
    database,
    and(
      sql`(${payerKeyAt(at)}) is null`,
      or(
        gte(owing, sql`${leastNanoton}::bigint`),
        nearsLimit,
        and(lte(escrows.pendingAt, guardsBefore), gte(owing, sql`${worthNanoton}::bigint`)),
        sql`${since} <= now() - ${olderThanMs} * interval '1 millisecond'`,
        isNotNull(escrows.closingAt),
      ),
    ),
    limit,
  );

/** What one account's escrow still owes; null when it owes nothing or does not exist. */
export const owingOf = async (database: Database, accountId: string): Promise<OwingEscrow | null> =>
  (await owingRows(database, eq(escrows.accountId, accountId), 1))[0] ?? null;

export type Frozen =
  | {
      readonly kind: "frozen";
      readonly address: string;
      readonly epoch: number;
      readonly cumulativeNanoton: Nanoton;
    }
  | { readonly kind: "jobs_open" }
  | { readonly kind: "no_escrow" };

/**
 * Before the proxy signs a close: no job on the account's own money may be open, and until then, or the next epoch, none is
 * admitted. `cumulativeNanoton` is what the close has to charge in this epoch.
 */
export async function freezeEscrow(
  database: Database,
  { accountId, untilMs }: { accountId: string; untilMs: number },
): Promise<Frozen> {
  const rows = await database.run((statements) =>
    statements
      .select({
        kind: sql<Frozen["kind"]>`o_outcome`,
        address: sql<string>`o_address`,
        epoch: sql`o_epoch`.mapWith(Number),
        cumulativeNanoton: sql`o_cumulative`.mapWith(readNanoton),
      })
      .from(sql`escrow_freeze(${accountId}::uuid, ${untilMs}::bigint)`),
  );
  const [row] = rows;
  if (!row) throw new TypeError("the database gave no answer");
  const { kind, ...close } = row;
  return kind === "frozen" ? { kind, ...close } : { kind };
}
