import type { Nanoton } from "@cocoon/protocol/money";
import { sql } from "drizzle-orm";
import type { Database } from "../connection/database.ts";
import { outcomeOf } from "./call.ts";
import { expectOutcome } from "./error.ts";

/** A move of a person's money that no job asks for. */
export interface Move {
  /** A UUID of the caller: the same move again answers "exists". */
  readonly transferId: string;
  readonly accountId: string;
  /** Above zero. */
  readonly amountNanoton: Nanoton;
}

const expect = <const T extends string>(outcome: string | undefined, expected: readonly T[]): T =>
  expectOutcome(outcome === "conflict" ? "transfer_id_conflict" : outcome, expected);

/**
 * Money from outside becomes available; of that, what the chain had paid out too much is repaid first. The watcher moves
 * deposits by {@link applyChainEvent} instead, together with its cursor.
 * @throws LedgerError `account_unknown`, `transfer_id_conflict`.
 */
export async function deposit(database: Database, move: Move): Promise<"deposited" | "exists"> {
  const { transferId, accountId, amountNanoton } = move;
  const call = sql`ledger_deposit(${transferId}::uuid, ${accountId}::uuid, ${amountNanoton}::bigint)`;
  return expect(await outcomeOf(database, call), ["deposited", "exists"]);
}

/**
 * The chain has paid the person out. What was not available of it is the platform's loss, never a negative balance.
 * @throws LedgerError `account_unknown`, `transfer_id_conflict`.
 */
export async function withdraw(database: Database, move: Move): Promise<"withdrawn" | "exists"> {
  const { transferId, accountId, amountNanoton } = move;
  const call = sql`ledger_withdraw(${transferId}::uuid, ${accountId}::uuid, ${amountNanoton}::bigint)`;
  return expect(await outcomeOf(database, call), ["withdrawn", "exists"]);
}

export interface Grant extends Move {
  /** Whose available money it is; `accountId` is who may spend it. */
  readonly sponsorId: string;
  /** All grants that name the same UTC day, "2026-11-30", stay within its budget together. */
  readonly trial?: { readonly day: string; readonly dayBudgetNanoton: Nanoton };
}

/**
 * Moves a sponsor's `available` to another person's `granted`, which buys answers and can't be withdrawn.
 * @throws LedgerError `account_unknown`, `transfer_id_conflict`; `other_sponsor` when the person had another's before.
 */
export async function grant(
  database: Database,
  { transferId, accountId, sponsorId, amountNanoton, trial }: Grant,
): Promise<"granted" | "exists" | "insufficient" | "day_budget_spent"> {
  const call = sql`ledger_grant(${transferId}::uuid, ${sponsorId}::uuid, ${accountId}::uuid, ${amountNanoton}::bigint,
    ${trial?.day ?? null}::date, ${trial?.dayBudgetNanoton ?? null}::bigint)`;
  return expect(await outcomeOf(database, call), ["granted", "exists", "insufficient", "day_budget_spent"]);
}

/** Gives unspent granted money back to its sponsor. @throws LedgerError `account_unknown`, `transfer_id_conflict`. */
export async function grantReturn(
  database: Database,
  { transferId, accountId, amountNanoton }: Move,
): Promise<"returned" | "exists" | "insufficient"> {
  const call = sql`ledger_grant_return(${transferId}::uuid, ${accountId}::uuid, ${amountNanoton}::bigint)`;
  return expect(await outcomeOf(database, call), ["returned", "exists", "insufficient"]);
}
