import { chainCursor, type Escrow, escrowsAfter } from "@cocoon/db/chain";
import type { Database } from "@cocoon/db/connection";
import { balanceDrift, escrowDrift, expectedOnChain, totals } from "@cocoon/db/ledger";
import { Address } from "@ton/core";
import type { Contracts } from "../contracts.ts";
import { type ChainSource, isSame } from "../source/port.ts";

/** Two records of the same money that differ. */
export interface Drift {
  readonly what: "ledger" | "balance" | "escrow" | "treasury" | "treasury_balance" | "escrow_contract";
  /** The account or contract, where it is one. */
  readonly of: string | null;
  readonly expectedNanoton: bigint;
  readonly foundNanoton: bigint;
}

export interface ReconcileParts {
  readonly database: Database;
  readonly source: ChainSource;
  readonly contracts: Contracts;
}

const PAGE = 100;
const LOOKS = 5;
const AGAIN_MS = 1_000;

/** The ledger against itself. @param deep reads the whole history besides */
export async function ledgerDrift(database: Database, deep: boolean): Promise<Drift[]> {
  const { sumNanoton } = await totals(database);
  const people = deep ? await balanceDrift(database) : [];
  return [
    ...(sumNanoton === 0n ? [] : [drift("ledger", null, 0n, sumNanoton)]),
    // By how much is in the ledger's own records; that it does is what counts.
    ...people.map(({ accountId }) => drift("balance", accountId, 0n, 1n)),
    ...(await escrowDrift(database)).map((one) =>
      drift("escrow", one.address, one.expectedNanoton, one.balanceNanoton),
    ),
  ];
}

/**
 * The treasury against the ledger. Both must stand at the same transaction, before and after; null where one of them moved on
 * each time. @throws ChainError, DatabaseError
 */
export async function treasuryDrift(parts: ReconcileParts): Promise<Drift[] | null> {
  for (let look = 0; look < LOOKS; look++) {
    if (look > 0) await pause(AGAIN_MS);
    const found = await treasuryLook(parts);
    if (found) return found;
  }
  return null;
}

async function treasuryLook({ database, source, contracts }: ReconcileParts): Promise<Drift[] | null> {
  const { treasury } = contracts;
  const before = await chainCursor(database, treasury.toRawString());
  const expected = await expectedOnChain(database);
  const { workerPoolNanoton, commissionNanoton } = await contracts.treasuryState();
  const { balanceNanoton, last } = await source.account(treasury);
  const after = await chainCursor(database, treasury.toRawString());
  if (!isSame(before, last) || !isSame(after, last)) return null;
  const stated = workerPoolNanoton + commissionNanoton;
  const of = treasury.toRawString();
  return [
    ...(expected.treasuryNanoton === stated ? [] : [drift("treasury", of, expected.treasuryNanoton, stated)]),
    ...(balanceNanoton >= stated ? [] : [drift("treasury_balance", of, stated, balanceNanoton)]),
  ];
}

/** One page of escrows, each as its contract says now; those that moved meanwhile are left out. @returns also where to go on */
export async function escrowPage(
  { database, source, contracts }: ReconcileParts,
  after: string,
  limit = PAGE,
): Promise<{ drifts: Drift[]; next: string | null }> {
  const escrows = await escrowsAfter(database, after, limit);
  const drifts: Drift[] = [];
  for (const escrow of escrows) drifts.push(...(await contractDrift(escrow, source, contracts)));
  return { drifts, next: escrows.length === limit ? (escrows.at(-1)?.address ?? null) : null };
}

async function contractDrift(escrow: Escrow, source: ChainSource, contracts: Contracts): Promise<Drift[]> {
  const state = await contracts.escrowState(Address.parseRaw(escrow.owner));
  if (!state) return [drift("escrow_contract", escrow.address, escrow.balanceNanoton, 0n)];
  const { account } = state;
  const moved =
    account.depositedNanoton !== escrow.depositedNanoton ||
    account.chargedTotalNanoton !== escrow.chargedTotalNanoton ||
    account.paidOutNanoton !== escrow.paidOutNanoton;
  // A message of it is on its way to the treasury, and the watcher will see it.
  if (moved) return [];
  const { balanceNanoton } = await source.account(Address.parseRaw(escrow.address));
  return balanceNanoton >= account.balanceNanoton
    ? []
    : [drift("escrow_contract", escrow.address, account.balanceNanoton, balanceNanoton)];
}

const drift = (
  what: Drift["what"],
  of: string | null,
  expectedNanoton: bigint,
  foundNanoton: bigint,
): Drift => ({ what, of, expectedNanoton, foundNanoton });

const pause = (ms: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
