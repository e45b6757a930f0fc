import { type Nanoton, nanoton } from "@cocoon/protocol/money";

const DAY_MS = 24 * 60 * 60_000;
/** What is sent now has arrived by then. */
const ARRIVES_MS = 5 * 60_000;

/** What limits a charge, as the watcher last saw the escrow. */
export interface ChargeLimits {
  /** What the escrow could pay, without its reserve. */
  readonly balanceNanoton: Nanoton;
  /** For one UTC day. */
  readonly dailyLimitNanoton: Nanoton;
  /** A tighter limit that its owner has asked for, and when it takes effect, Unix seconds. Until then the proxy collects. */
  readonly pendingDailyLimitNanoton: Nanoton | null;
  readonly pendingAt: number | null;
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
  const { dailyLimitNanoton, pendingDailyLimitNanoton, pendingAt, chargedTodayNanoton } = limits;
  const isNear = pendingAt !== null && pendingAt * 1000 <= nowMs + ARRIVES_MS;
  const limit = least(dailyLimitNanoton, (isNear ? pendingDailyLimitNanoton : null) ?? dailyLimitNanoton);
  const charged = limits.day === Math.floor(nowMs / DAY_MS) ? chargedTodayNanoton : 0n;
  return limit > charged ? limit - charged : 0n;
}
