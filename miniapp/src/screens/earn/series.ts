// Bars of the chart, from the ledger's sums by hour and by day. What was not earned is nothing; what was not measured is null.
import type { OwnerStatus } from "@cocoon/protocol/api";

export type Period = "day" | "week" | "month";

export interface Bar {
  /** When it begins. */
  readonly startMs: number;
  readonly nanoton: bigint;
}

export interface Series {
  /** The oldest first; the last one is still going on. */
  readonly bars: readonly Bar[];
  readonly totalNanoton: bigint;
  readonly answers: number;
  /** Against the time before, by whole hours or days of both; null where there is nothing to compare with. */
  readonly change: number | null;
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const BARS = { day: 24, week: 7, month: 30 } as const;

type Sums = Pick<OwnerStatus, "earnings" | "hours">;

interface Sum {
  readonly nanoton: bigint;
  readonly jobs: number;
}
const NOTHING: Sum = { nanoton: 0n, jobs: 0 };

/** Days are UTC's, as in the ledger. */
export function seriesOf({ earnings, hours }: Sums, period: Period, nowMs: number): Series {
  const stepMs = period === "day" ? HOUR_MS : DAY_MS;
  const sums = period === "day" ? byHour(hours) : byDay(earnings);
  const lastMs = Math.floor(nowMs / stepMs) * stepMs;
  const count = BARS[period];
  const at = (back: number): Sum => sums.get(lastMs - back * stepMs) ?? NOTHING;
  const shown = range(0, count).map(at);
  return {
    bars: shown.map(({ nanoton }, back) => ({ startMs: lastMs - back * stepMs, nanoton })).reverse(),
    totalNanoton: total(shown),
    answers: shown.reduce((sum, { jobs }) => sum + jobs, 0),
    // What still goes on is compared with nothing; of a month, there is no month before.
    change:
      period === "month"
        ? null
        : changeOf(total(range(1, count).map(at)), total(range(count + 1, 2 * count).map(at))),
  };
}

const range = (from: number, to: number): number[] =>
  Array.from({ length: to - from }, (_, index) => from + index);

const total = (sums: readonly Sum[]): bigint => sums.reduce((sum, { nanoton }) => sum + nanoton, 0n);

const changeOf = (now: bigint, before: bigint): number | null =>
  before === 0n ? null : Number(((now - before) * 10_000n) / before) / 10_000;

function byDay(earnings: Sums["earnings"]): ReadonlyMap<number, Sum> {
  const days = new Map<number, Sum>();
  for (const { day, earnedNanoton, jobs } of earnings) {
    const startMs = Date.parse(`${day}T00:00:00Z`);
    const before = days.get(startMs) ?? NOTHING;
    days.set(startMs, { nanoton: before.nanoton + BigInt(earnedNanoton), jobs: before.jobs + jobs });
  }
  return days;
}

const byHour = (hours: Sums["hours"]): ReadonlyMap<number, Sum> =>
  new Map(
    hours.map(({ startMs, earnedNanoton, jobs }) => [startMs, { nanoton: BigInt(earnedNanoton), jobs }]),
  );
