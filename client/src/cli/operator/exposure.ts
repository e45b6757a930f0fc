import { type Nanoton, nanoton } from "@cocoon/protocol/money";

/** What an owner of workers has earned, and what of it is sure. */
export interface Claims {
  /** Earned and not paid, by the proxy's word. */
  readonly payableNanoton: Nanoton;
  /** Of the voucher that the treasury's payout key signed, all time; zero without a valid one. */
  readonly vouchedNanoton: Nanoton;
  /** Paid by the contract, all time. */
  readonly paidNanoton: Nanoton;
  /** What the treasury holds for all owners together. */
  readonly poolNanoton: Nanoton;
}

export interface Exposure {
  /** Could be claimed now, without the proxy. */
  readonly coveredNanoton: Nanoton;
  /** Lost if the proxy were gone now. */
  readonly uncoveredNanoton: Nanoton;
}

export function exposureOf({ payableNanoton, vouchedNanoton, paidNanoton, poolNanoton }: Claims): Exposure {
  const claimable = vouchedNanoton > paidNanoton ? vouchedNanoton - paidNanoton : 0n;
  const covered = claimable < poolNanoton ? claimable : poolNanoton;
  const uncovered = payableNanoton > covered ? payableNanoton - covered : 0n;
  return { coveredNanoton: nanoton(covered), uncoveredNanoton: nanoton(uncovered) };
}
