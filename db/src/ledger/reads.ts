import type { Nanoton } from "@cocoon/protocol/money";
import { and, asc, desc, eq, lt, sql } from "drizzle-orm";
import type { Database } from "../connection/database.ts";
import {
  balances,
  holds,
  millisecondsOf,
  type PURPOSES,
  type TRANSFER_KINDS,
  transfers,
} from "../schema/index.ts";
import { LedgerError } from "./error.ts";
import { cursorSeq } from "./cursor.ts";
import type { HoldKey } from "./holds.ts";

export interface Balance {
  readonly availableNanoton: Nanoton;
  readonly heldNanoton: Nanoton;
  /** From a sponsor: buys answers, can't be withdrawn. */
  readonly grantedNanoton: Nanoton;
  readonly grantedHeldNanoton: Nanoton;
}

/** @throws LedgerError `account_unknown`. */
export async function balance(database: Database, accountId: string): Promise<Balance> {
  const { availableNanoton, heldNanoton, grantedNanoton, grantedHeldNanoton } = balances;
  const rows = await database.run((statements) =>
    statements
      .select({ availableNanoton, heldNanoton, grantedNanoton, grantedHeldNanoton })
      .from(balances)
      .where(eq(balances.accountId, accountId)),
  );
  if (!rows[0]) throw new LedgerError("account_unknown");
  return rows[0];
}

/** A transfer as one of the accounts it belongs to sees it. */
export interface Entry {
  /** Where this entry stands in the ledger: pass as `before` to read on from here. */
  readonly cursor: string;
  readonly id: string;
  readonly kind: (typeof TRANSFER_KINDS)[number];
  /** Signed changes of the four balances. */
  readonly availableNanoton: bigint;
  readonly heldNanoton: bigint;
  readonly grantedNanoton: bigint;
  readonly grantedHeldNanoton: bigint;
  readonly jobId: string | null;
  readonly post: number | null;
  readonly createdMs: number;
}

export interface EntryPage {
  /** Newest first. */
  readonly entries: Entry[];
  /** Pass as `before` for the next page; null on the last. */
  readonly next: string | null;
}

/** Every transfer of a person, for whoever audits; people read their {@link statement}. Their order is final: moves of one person happen one after the other. */
export async function entries(
  database: Database,
  { accountId, before = null, limit = 50 }: { accountId: string; before?: string | null; limit?: number },
): Promise<EntryPage> {
  const seq = cursorSeq(before);
  const change = (purpose: (typeof PURPOSES)[number]) => {
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
    grantedNanoton: change("granted").as("granted_change"),
    grantedHeldNanoton: change("granted_held").as("granted_held_change"),
    jobId: transfers.jobId,
    post: transfers.post,
    createdMs: millisecondsOf(transfers.createdAt).as("created_ms"),
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
        sql`${transfers.fromAccount} <> ${transfers.toAccount} and ${transfers.kind} <> 'settle_commission'`,
        lt(transfers.seq, seq),
      ),
    );
    return paid
      .unionAll(received)
      .orderBy(desc(sql`cursor`))
      .limit(limit + 1);
  });
  const page = rows.slice(0, limit);
  return { entries: page, next: rows.length > limit ? (page.at(-1)?.cursor ?? null) : null };
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
