import { type Nanoton, nanoton } from "@cocoon/protocol/money";
import { sql } from "drizzle-orm";
import type { Database } from "../connection/database.ts";
import { DatabaseError } from "../connection/error.ts";
import { type ACCOUNT_KINDS, accounts, ledgerTotals, type PURPOSES, transfers } from "../schema/index.ts";

export interface LedgerTotal {
  readonly accountKind: (typeof ACCOUNT_KINDS)[number];
  readonly purpose: (typeof PURPOSES)[number];
  readonly currency: string;
  readonly rail: string;
  /** Negative for the world, which pays money in. */
  readonly balanceNanoton: bigint;
}

/**
 * The whole ledger at one moment, by what money is for. `sumNanoton` is zero, always: people's part is read from their
 * balances, the others' from the transfers, so anything else means that money was made or lost.
 */
export async function totals(database: Database): Promise<{ totals: LedgerTotal[]; sumNanoton: bigint }> {
  const rows = await database.run((statements) =>
    statements
      .select({
        accountKind: accounts.kind,
        purpose: sql<LedgerTotal["purpose"]>`position.purpose`,
        currency: sql<string>`position.currency`,
        rail: sql<string>`position.rail`,
        balanceNanoton: sql<bigint>`sum(position.balance)`.mapWith(BigInt),
      })
      .from(sql`ledger_position as position`)
      .innerJoin(accounts, sql`${accounts.id} = position.account_id`)
      .groupBy(accounts.kind, sql`position.purpose`, sql`position.currency`, sql`position.rail`)
      .orderBy(accounts.kind, sql`position.purpose`),
  );
  return { totals: rows, sumNanoton: rows.reduce((sum, { balanceNanoton }) => sum + balanceNanoton, 0n) };
}

/** All a worker's owner has earned so far; zero for one who never has. */
export async function operatorEarnings(
  database: Database,
  workerId: string,
): Promise<{ earnedNanoton: Nanoton }> {
  const account = sql`(select ${accounts.id} from ${accounts} where ${accounts.owner} = ${workerId})`;
  const through = sql`(select coalesce(max(through_seq), 0) from ${ledgerTotals})`;
  const summed = sql`select coalesce(sum(balance_nanoton), 0) as amount from ${ledgerTotals}
    where account_id = ${account} and purpose = 'payable'`;
  const since = sql`select coalesce(sum(amount_nanoton), 0) from ${transfers} where to_account = ${account}
    and from_account <> to_account and kind <> 'settle_commission' and to_purpose = 'payable' and seq > ${through}`;
  const rows = await database.run((statements) =>
    statements
      .select({ earned: sql<bigint>`sum(part.amount)`.mapWith(BigInt) })
      .from(sql`(${summed} union all ${since}) as part`),
  );
  return { earnedNanoton: nanoton(rows[0]?.earned ?? 0n) };
}

/** SQLSTATE lock_not_available. */
const BUSY = "55P03";

/**
 * Adds the transfers since the last time to the stored totals, so that reading them stays cheap; run it now and then.
 * Writers wait only while a counter is read. "busy" when a long transaction is in the way: try again later.
 */
export async function rollUp(database: Database): Promise<"rolled" | "busy"> {
  let through: bigint;
  try {
    const rows = await database.run((statements) =>
      statements.select({ seq: sql<bigint>`seq`.mapWith(BigInt) }).from(sql`ledger_final_seq() as seq`),
    );
    through = rows[0]?.seq ?? 0n;
  } catch (error) {
    if (error instanceof DatabaseError && error.code === BUSY) return "busy";
    throw error;
  }
  await database.run((statements) => statements.execute(sql`select ledger_roll_up(${through}::bigint)`));
  return "rolled";
}
