import type { Summary } from "./statistics.ts";

export type Unit = "ms" | "jobs/s" | "tokens/s";

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
  /** The most milliseconds the design allows the median; null where it names none. */
  readonly barMs: number | null;
}

/** Over its bar is worth a look on a busy machine; over twice its bar is a fault on any. */
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

export function verdictOf({ measured, barMs }: Figure): Verdict {
  if (barMs === null) return "no bar";
  if (measured.value <= barMs) return "within";
  return measured.value <= 2 * barMs ? "over" : "failed";
}
