import { type Nanoton, nanoton } from "@cocoon/protocol/money";

const DAY_MS = 24 * 60 * 60_000;

/** What limits a charge, as the watcher last saw the escrow. */
export interface ChargeLimits {
  /** What the escrow could pay, without its reserve. */
  readonly balanceNanoton: Nanoton;
  /** For one UTC day. */
  readonly dailyLimitNanoton: Nanoton;
  /** A tighter limit that its owner has asked for and that may be in force by the time a charge arrives. */
  readonly pendingDailyLimitNanoton: Nanoton | null;
  /** Days since 1970, UTC, that `chargedTodayNanoton` counts for. */
  readonly day: number;
  readonly chargedTodayNanoton: Nanoton;
}

const least = (...amounts: bigint[]): bigint =>
  amounts.reduce((smallest, amount) => (amount < smallest ? amount : smallest));

/** The part of what is owed that the contract would pay now: a charge above it would be refused whole. */
export function chargeableNanoton(limits: ChargeLimits, owedNanoton: Nanoton, nowMs: number): Nanoton {
  return nanoton(least(owedNanoton, limits.balanceNanoton, leftToday(limits, nowMs)));
}

function leftToday(limits: ChargeLimits, nowMs: number): bigint {
  const { dailyLimitNanoton, pendingDailyLimitNanoton, chargedTodayNanoton } = limits;
  const limit = least(dailyLimitNanoton, pendingDailyLimitNanoton ?? dailyLimitNanoton);
  const charged = limits.day === Math.floor(nowMs / DAY_MS) ? chargedTodayNanoton : 0n;
  return limit > charged ? limit - charged : 0n;
}
