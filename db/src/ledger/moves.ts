import { type Nanoton, nanoton } from "@cocoon/protocol/money";
import { type SQL, sql } from "drizzle-orm";
import type { Database } from "../connection/database.ts";
import { accounts, balances, holds, readNanoton } from "../schema/index.ts";
import { expectOutcome } from "./error.ts";

/** What a hold is for. Of one key money is held once and the hold is ended once, however often it is asked. */
export interface HoldKey {
  /** The person's account, a UUID. */
  readonly accountId: string;
  /** 64 lowercase hex digits. */
  readonly jobId: string;
  /** Which posting of the job, from 1. */
  readonly post: number;
}

export interface Settlement extends HoldKey {
  /** The worker's owner, by the name the proxy knows; 1 to 128 characters. Null only when nothing is charged. */
  readonly workerId: string | null;
  /** At most what is held. */
  readonly costNanoton: Nanoton;
  /** The platform's part of the cost in millionths, 0 to 1 000 000; rounded down to whole nanoton. */
  readonly commissionPpm: number;
}

const NOTHING = nanoton(0n);

/** The arguments every function on a hold begins with. */
const keyOf = ({ accountId, jobId, post }: HoldKey): SQL =>
  sql`${accountId}::uuid, ${sql.param(jobId, holds.jobId)}::bytea, ${post}::integer`;

async function outcomeOf(database: Database, call: SQL): Promise<string | undefined> {
  const rows = await database.run((statements) =>
    statements.select({ outcome: sql<string>`outcome` }).from(sql`${call} as outcome`),
  );
  return rows[0]?.outcome;
}

/** Makes a person's account with nothing on it. `accountId` is the caller's, so that a retry answers "exists". */
export async function openAccount(
  database: Database,
  { accountId, label }: { accountId: string; label: string },
): Promise<"opened" | "exists"> {
  const account = sql`insert into ${accounts} (id, kind, label) values (${accountId}::uuid, 'person', ${label})
    on conflict (id) do nothing returning id`;
  const rows = await database.run((statements) =>
    statements.execute(sql`with account as (${account})
      insert into ${balances} (account_id) select id from account returning account_id`),
  );
  return rows.length === 1 ? "opened" : "exists";
}

/**
 * Pays money in from outside the network: what a local operator gives an account. @param transferId a UUID of the caller.
 * @throws LedgerError `account_unknown`; `transfer_id_conflict` when the id stands for another account or amount.
 */
export async function grant(
  database: Database,
  { transferId, accountId, amountNanoton }: { transferId: string; accountId: string; amountNanoton: Nanoton },
): Promise<"granted" | "exists"> {
  const call = sql`ledger_grant(${transferId}::uuid, ${accountId}::uuid, ${amountNanoton}::bigint)`;
  const outcome = await outcomeOf(database, call);
  return expectOutcome(outcome === "conflict" ? "transfer_id_conflict" : outcome, ["granted", "exists"]);
}

/**
 * Moves `available → held`, in one statement. @param amountNanoton above zero.
 * @throws LedgerError `account_unknown`.
 */
export async function hold(
  database: Database,
  move: HoldKey & { readonly amountNanoton: Nanoton },
): Promise<"held" | "exists" | "insufficient"> {
  const outcome = await outcomeOf(database, sql`ledger_hold(${keyOf(move)}, ${move.amountNanoton}::bigint)`);
  return expectOutcome(outcome, ["held", "exists", "insufficient"]);
}

async function close(database: Database, move: Settlement, restKind: "release" | "expire") {
  const call = sql`ledger_close(${keyOf(move)}, ${move.costNanoton}::bigint, ${move.workerId}::text,
    ${move.commissionPpm}::integer, ${restKind}::text)`;
  const rows = await database.run((statements) =>
    statements
      .select({ outcome: sql<string>`o_outcome`, charged: sql`o_charged`.mapWith(readNanoton) })
      .from(call),
  );
  const outcome = expectOutcome(rows[0]?.outcome, ["closed", "exists"]);
  return { outcome, chargedNanoton: rows[0]?.charged ?? NOTHING };
}

/** A worker to pay exists and the share is one, or the move would be refused half-way with a worse message. */
export function assertSettlement({
  costNanoton,
  workerId,
  commissionPpm,
}: Omit<Settlement, keyof HoldKey>): void {
  if (costNanoton > 0n && workerId === null) throw new RangeError("a cost is paid to a worker");
  if (!Number.isInteger(commissionPpm) || commissionPpm < 0 || commissionPpm > 1_000_000) {
    throw new RangeError("a commission is 0 to 1 000 000 millionths");
  }
}

/**
 * Ends a hold: the cost goes to the worker's payable and the platform's commission, the rest back to available, in one
 * statement. "exists" when the hold had ended before, however; then nothing moves and `chargedNanoton` is what was
 * charged at that time.
 * @throws LedgerError `hold_unknown`, `cost_above_hold`.
 */
export async function settle(
  database: Database,
  move: Settlement,
): Promise<{ kind: "settled" | "exists"; chargedNanoton: Nanoton }> {
  assertSettlement(move);
  const { outcome, chargedNanoton } = await close(database, move, "release");
  return { kind: outcome === "closed" ? "settled" : "exists", chargedNanoton };
}

const nothing = (key: HoldKey): Settlement => ({
  ...key,
  workerId: null,
  costNanoton: NOTHING,
  commissionPpm: 0,
});

/** Ends a hold and charges nothing. @throws LedgerError `hold_unknown`. */
export async function release(database: Database, key: HoldKey): Promise<"released" | "exists"> {
  const { outcome } = await close(database, nothing(key), "release");
  return outcome === "closed" ? "released" : "exists";
}

/** A {@link release} because the deadline passed; the person's statement says so. @throws LedgerError `hold_unknown`. */
export async function expire(database: Database, key: HoldKey): Promise<"expired" | "exists"> {
  const { outcome } = await close(database, nothing(key), "expire");
  return outcome === "closed" ? "expired" : "exists";
}
