import { sql } from "drizzle-orm";
import type { Database } from "../connection/database.ts";

/** A person whose row of balances is not the sum of their transfers. */
export interface BalanceDrift {
  readonly accountId: string;
}

/** Compares all people's balances with their transfers; reads the whole ledger, so for an audit and not for a request. */
export async function balanceDrift(database: Database, limit = 100): Promise<BalanceDrift[]> {
  const sums = sql`select account_id,
      coalesce(sum(amount) filter (where purpose = 'available'), 0) as available,
      coalesce(sum(amount) filter (where purpose = 'held'), 0) as held,
      coalesce(sum(amount) filter (where purpose = 'granted'), 0) as granted,
      coalesce(sum(amount) filter (where purpose = 'granted_held'), 0) as granted_held,
      coalesce(-sum(amount) filter (where purpose = 'losses'), 0) as lost
    from ledger_entries where purpose in ('available', 'held', 'granted', 'granted_held')
      or purpose = 'losses' and account_id in (select account_id from balances) group by account_id`;
  const differs = (["available", "held", "granted", "granted_held", "lost"] as const).map(
    (purpose) =>
      sql`coalesce(${sql.identifier(`${purpose}_nanoton`)}, 0) <> coalesce(${sql.identifier(purpose)}, 0)`,
  );
  return database.run((statements) =>
    statements
      .select({ accountId: sql<string>`account_id` })
      .from(sql`balances full join (${sums}) as entries using (account_id)`)
      .where(sql.join(differs, sql` or `))
      .limit(limit),
  );
}

/** An escrow of which the ledger says other than the chain. */
export interface EscrowDrift {
  readonly address: string;
  readonly accountId: string;
  /** By the ledger. */
  readonly expectedNanoton: bigint;
  /** By its last notification. */
  readonly balanceNanoton: bigint;
}

const big = (expression: ReturnType<typeof sql>) => sql<bigint>`${expression}`.mapWith(BigInt);

/** Escrows that hold other than what their owner has, has granted, and still owes. */
export const escrowDrift = (database: Database, limit = 100): Promise<EscrowDrift[]> =>
  database.run((statements) =>
    statements
      .select({
        address: sql<string>`address`,
        accountId: sql<string>`position.account_id`,
        expectedNanoton: big(sql`expected_nanoton`),
        balanceNanoton: big(sql`balance_nanoton`),
      })
      .from(sql`escrow_positions as position join escrows using (address)`)
      .where(sql`expected_nanoton <> balance_nanoton`)
      .limit(limit),
  );

/** What the ledger says is on the chain, to compare with what the chain says. */
export interface ExpectedOnChain {
  /** Over all escrows, without their reserves. */
  readonly escrowsNanoton: bigint;
  /** Worker pool and commission of the treasury together. */
  readonly treasuryNanoton: bigint;
}

/** One moment's expectation of the chain, from the ledger alone. */
export async function expectedOnChain(database: Database): Promise<ExpectedOnChain> {
  const settled = sql`select sum(spent_nanoton + granted_spent_nanoton) as amount from balances`;
  const charged = sql`select sum(charged_total_nanoton) as amount from escrows`;
  const owed = sql`select sum(balance) as amount from ledger_position where purpose in ('payable', 'commission')`;
  const funds = sql`select sum(case kind when 'fund' then amount_nanoton else -amount_nanoton end) as amount
    from transfers where kind = 'fund' or kind = 'loss' and to_purpose = 'payouts'`;
  const amount = (of: ReturnType<typeof sql>) => sql`coalesce((select amount from (${of}) as part), 0)`;
  const rows = await database.run((statements) =>
    statements
      .select({
        escrowsNanoton: big(sql`coalesce((select sum(expected_nanoton) from escrow_positions), 0)`),
        treasuryNanoton: big(
          sql`${amount(owed)} - ${amount(settled)} + ${amount(charged)} + ${amount(funds)}`,
        ),
      })
      .from(sql`(select) as one`),
  );
  return rows[0] ?? { escrowsNanoton: 0n, treasuryNanoton: 0n };
}
