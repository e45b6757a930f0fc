import type { Nanoton } from "@cocoon/protocol/money";
import { and, asc, desc, eq, lt, sql } from "drizzle-orm";
import type { Database } from "../connection/database.ts";
import { balances, holds, type TRANSFER_KINDS, transfers } from "../schema/index.ts";
import { LedgerError } from "./error.ts";
import type { HoldKey } from "./moves.ts";

export interface Balance {
  readonly availableNanoton: Nanoton;
  readonly heldNanoton: Nanoton;
}

/** @throws LedgerError `account_unknown`. */
export async function balance(database: Database, accountId: string): Promise<Balance> {
  const { availableNanoton, heldNanoton } = balances;
  const rows = await database.run((statements) =>
    statements
      .select({ availableNanoton, heldNanoton })
      .from(balances)
      .where(eq(balances.accountId, accountId)),
  );
  if (!rows[0]) throw new LedgerError("account_unknown");
  return rows[0];
}

/** A transfer as the person it belongs to sees it. */
export interface StatementEntry {
  /** Where this entry stands in the ledger: pass as `before` to read on from here. */
  readonly cursor: string;
  readonly id: string;
  readonly kind: (typeof TRANSFER_KINDS)[number];
  /** Signed changes of the two balances. */
  readonly availableNanoton: bigint;
  readonly heldNanoton: bigint;
  readonly jobId: string | null;
  readonly post: number | null;
  readonly createdMs: number;
}

export interface StatementPage {
  /** Newest first. */
  readonly entries: StatementEntry[];
  /** Pass as `before` for the next page; null on the last. */
  readonly next: string | null;
}

/** Before every transfer there is. */
const NEWEST = (1n << 63n) - 1n;

const cursorSeq = (before: string | null): bigint => {
  if (before === null) return NEWEST;
  if (!/^[0-9]{1,18}$/.test(before)) throw new RangeError("a cursor is what an earlier page gave");
  return BigInt(before);
};

/** A person's transfers. Their order is final: moves of one person happen one after the other. */
export async function statement(
  database: Database,
  { accountId, before = null, limit = 50 }: { accountId: string; before?: string | null; limit?: number },
): Promise<StatementPage> {
  const seq = cursorSeq(before);
  const change = (purpose: "available" | "held") => {
    const into = sql`case when ${transfers.toAccount} = ${accountId}::uuid and ${transfers.toPurpose} = ${purpose} then 1 else 0 end`;
    const outOf = sql`case when ${transfers.fromAccount} = ${accountId}::uuid and ${transfers.fromPurpose} = ${purpose} then 1 else 0 end`;
    return sql<bigint>`(${into} - ${outOf}) * ${transfers.amountNanoton}`.mapWith(BigInt);
  };
  const fields = {
    cursor: sql`${transfers.seq}`.mapWith(String).as("cursor"),
    id: transfers.id,
    kind: transfers.kind,
    availableNanoton: change("available").as("available_change"),
    heldNanoton: change("held").as("held_change"),
    jobId: transfers.jobId,
    post: transfers.post,
    createdMs: sql<number>`(extract(epoch from ${transfers.createdAt}) * 1000)::bigint`
      .mapWith(Number)
      .as("created_ms"),
  };
  const rows = await database.run((statements) => {
    const page = (side: ReturnType<typeof and>) =>
      statements
        .select(fields)
        .from(transfers)
        .where(side)
        .orderBy(desc(transfers.seq))
        .limit(limit + 1);
    const paid = page(and(eq(transfers.fromAccount, accountId), lt(transfers.seq, seq)));
    const received = page(
      and(
        eq(transfers.toAccount, accountId),
        sql`${transfers.fromAccount} <> ${transfers.toAccount}`,
        lt(transfers.seq, seq),
      ),
    );
    return paid
      .unionAll(received)
      .orderBy(desc(sql`cursor`))
      .limit(limit + 1);
  });
  const entries = rows.slice(0, limit);
  return { entries, next: rows.length > limit ? (entries.at(-1)?.cursor ?? null) : null };
}

export interface OpenHold extends HoldKey {
  readonly amountNanoton: Nanoton;
}

/** Holds older than this by the database's clock, oldest first: each should belong to a job that still runs. */
export async function openHolds(
  database: Database,
  { olderThanMs, limit = 100 }: { olderThanMs: number; limit?: number },
): Promise<OpenHold[]> {
  const { accountId, jobId, post, amountNanoton } = holds;
  return database.run((statements) =>
    statements
      .select({ accountId, jobId, post, amountNanoton })
      .from(holds)
      .where(sql`${holds.createdAt} <= now() - ${olderThanMs} * interval '1 millisecond'`)
      .orderBy(asc(holds.createdAt))
      .limit(limit),
  );
}
