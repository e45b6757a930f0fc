import { type Nanoton, nanoton } from "@cocoon/protocol/money";

/** A worker's owner, as the ledger and the watcher know it. */
export interface OwnerAccount {
  readonly owner: string;
  /** Earned and not yet seen paid. */
  readonly payableNanoton: Nanoton;
  /** Of the newest voucher signed, all time. */
  readonly cumulativeNanoton: Nanoton;
  /** Paid on the chain, all time, as the watcher has seen it. */
  readonly confirmedNanoton: Nanoton;
  /** Below it the owner does not want to be paid. */
  readonly thresholdNanoton: Nanoton;
  readonly payNow: boolean;
}

export interface PlannedPayout {
  readonly owner: string;
  readonly cumulativeNanoton: Nanoton;
}

/** A claim costs about a tenth of it. */
const WORTH_ITS_FEE_NANOTON = 10_000_000n;

const outstanding = ({ cumulativeNanoton, confirmedNanoton }: OwnerAccount): bigint =>
  cumulativeNanoton > confirmedNanoton ? cumulativeNanoton - confirmedNanoton : 0n;

/** Earned, and in no voucher yet. */
const unsigned = (account: OwnerAccount): bigint => account.payableNanoton - outstanding(account);

/**
 * Which vouchers to sign next. All that are signed and not paid fit into the pool together, since their owners may claim
 * them in any order: who asked comes first, then who is owed most. What the pool does not cover waits.
 */
export function planPayouts(accounts: readonly OwnerAccount[], poolNanoton: Nanoton): PlannedPayout[] {
  let left: bigint = accounts.reduce((rest, account) => rest - outstanding(account), poolNanoton as bigint);
  const planned: PlannedPayout[] = [];
  for (const account of accounts.filter(isDue).toSorted(byUrgency)) {
    const owed = unsigned(account);
    const amount = owed < left ? owed : left;
    if (amount <= 0n || (amount < owed && amount < leastPart(account))) continue;
    left -= amount;
    const signed = account.confirmedNanoton + outstanding(account);
    planned.push({ owner: account.owner, cumulativeNanoton: nanoton(signed + amount) });
  }
  return planned;
}

/** How much the pool lacks to pay all that is due; negative for what it has besides. */
export function lackingNanoton(accounts: readonly OwnerAccount[], poolNanoton: Nanoton): bigint {
  const due = accounts.filter(isDue).reduce((sum, account) => sum + unsigned(account), 0n);
  const promised = accounts.reduce((sum, account) => sum + outstanding(account), 0n);
  return due + promised - poolNanoton;
}

/** Who wants its money now takes any part that is worth its fee. */
const leastPart = ({ payNow, thresholdNanoton }: OwnerAccount): bigint =>
  payNow && thresholdNanoton > WORTH_ITS_FEE_NANOTON ? WORTH_ITS_FEE_NANOTON : thresholdNanoton;

const isDue = (account: OwnerAccount): boolean => {
  const owed = unsigned(account);
  return owed > 0n && (account.payNow || owed >= account.thresholdNanoton);
};

const byUrgency = (a: OwnerAccount, b: OwnerAccount): number => {
  if (a.payNow !== b.payNow) return a.payNow ? -1 : 1;
  return unsigned(a) > unsigned(b) ? -1 : 1;
};
