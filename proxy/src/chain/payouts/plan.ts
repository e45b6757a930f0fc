import { type Nanoton, nanoton } from "@cocoon/protocol/money";

/** A worker's owner, as the ledger and the watcher know it. */
export interface OwnerAccount {
  readonly owner: string;
  /** Earned and not yet seen paid. */
  readonly payableNanoton: Nanoton;
  /** Of the newest voucher pushed, all time. */
  readonly cumulativeNanoton: Nanoton;
  /** Of the largest voucher that the owner was given on demand, all time. */
  readonly shownNanoton: Nanoton;
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

/** Pushed, and not seen paid. */
const outstanding = ({ cumulativeNanoton, confirmedNanoton }: OwnerAccount): bigint =>
  cumulativeNanoton > confirmedNanoton ? cumulativeNanoton - confirmedNanoton : 0n;

/** What its owner can claim of the pool by a voucher, pushed or shown. */
const promised = (account: OwnerAccount): bigint => {
  const shown = account.shownNanoton - account.confirmedNanoton;
  return shown > outstanding(account) ? shown : outstanding(account);
};

/** Earned, and in no voucher that was pushed. */
const unpushed = (account: OwnerAccount): bigint => account.payableNanoton - outstanding(account);

/**
 * Which vouchers to push next. All that are promised and not paid fit into the pool together, since their owners may claim
 * them in any order: who asked comes first, then who is owed most. What was shown to an owner is its own already; what the
 * pool does not cover beyond that waits.
 */
export function planPayouts(accounts: readonly OwnerAccount[], poolNanoton: Nanoton): PlannedPayout[] {
  const left = accounts.reduce((rest, account) => rest - promised(account), poolNanoton as bigint);
  let free = left > 0n ? left : 0n;
  const planned: PlannedPayout[] = [];
  for (const account of accounts.filter(isDue).toSorted(byUrgency)) {
    const owed = unpushed(account);
    const own = promised(account) - outstanding(account);
    const amount = owed < own + free ? owed : own + free;
    if (amount <= 0n || (amount < owed && amount < leastPart(account))) continue;
    if (amount > own) free -= amount - own;
    const pushed = account.confirmedNanoton + outstanding(account);
    planned.push({ owner: account.owner, cumulativeNanoton: nanoton(pushed + amount) });
  }
  return planned;
}

/** How much the pool lacks to pay all that is due; negative for what it has besides. */
export function lackingNanoton(accounts: readonly OwnerAccount[], poolNanoton: Nanoton): bigint {
  const wanted = (account: OwnerAccount): bigint => {
    const due = isDue(account) ? account.payableNanoton : 0n;
    return due > promised(account) ? due : promised(account);
  };
  return accounts.reduce((sum, account) => sum + wanted(account), 0n) - poolNanoton;
}

/** Who wants its money now takes any part that is worth its fee. */
const leastPart = ({ payNow, thresholdNanoton }: OwnerAccount): bigint =>
  payNow && thresholdNanoton > WORTH_ITS_FEE_NANOTON ? WORTH_ITS_FEE_NANOTON : thresholdNanoton;

const isDue = (account: OwnerAccount): boolean => {
  const owed = unpushed(account);
  return owed > 0n && (account.payNow || owed >= account.thresholdNanoton);
};

const byUrgency = (a: OwnerAccount, b: OwnerAccount): number => {
  if (a.payNow !== b.payNow) return a.payNow ? -1 : 1;
  return unpushed(a) > unpushed(b) ? -1 : 1;
};
