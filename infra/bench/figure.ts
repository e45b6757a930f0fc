import type { Summary } from "./statistics.ts";

export type Unit = "ms" | "KiB" | "nodes" | "jobs/s" | "tokens/s";

/** One measured value: of times the median, with the 95th percentile beside it; of rates the mean over the run. */
export interface Value {
  readonly value: number;
  readonly p95: number | null;
  readonly samples: number;
}

/** A figure is never shown alone: what it is to be judged by was measured in the same run, on the same machine. */
export interface Figure {
  readonly suite: string;
  readonly name: string;
  readonly unit: Unit;
  readonly measured: Value;
  readonly baseline: ({ readonly name: string } & Value) | null;
  /** The most milliseconds the design allows the median; null where it names none, or the figure is no time. */
  readonly barMs: number | null;
  /** The same of sizes and counts, in the figure's unit. */
  readonly barMost?: number;
  /** The least part of the baseline's rate that the design asks for; absent where it names none. */
  readonly barRatio?: number;
}

/** Over its bar is worth a look on a busy machine; over twice its bar is a fault on any. A rate under half of its is, too. */
export type Verdict = "no bar" | "within" | "over" | "failed";

/** @param summary of milliseconds */
export const timeOf = ({ p50, p95, samples }: Summary): Value => ({ value: p50, p95, samples });

/** @param seconds that all `count` of them took together */
export const rateOf = (count: number, seconds: number): Value => ({
  value: count / seconds,
  p95: null,
  samples: count,
});

/** Measured by baseline: of times how many times as long, of rates which part of it. Null without a baseline. */
export const ratioOf = ({ measured, baseline }: Figure): number | null =>
  baseline && baseline.value > 0 ? measured.value / baseline.value : null;

export function verdictOf(figure: Figure): Verdict {
  const { measured, barMs, barMost = barMs, barRatio } = figure;
  const ratio = ratioOf(figure);
  if (barRatio !== undefined && ratio !== null)
    return ratio >= barRatio ? "within" : ratio >= barRatio / 2 ? "over" : "failed";
  if (barMost === null) return "no bar";
  if (measured.value <= barMost) return "within";
  return measured.value <= 2 * barMost ? "over" : "failed";
}
