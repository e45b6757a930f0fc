import { type Figure, timeOf } from "../figure.ts";
import { summarise } from "../statistics.ts";
import { inTurns } from "../timing.ts";

/** One operation of the protocol, and the bare one that it is to be judged by. */
export interface Comparison {
  readonly name: string;
  readonly runs: number;
  readonly measured: () => unknown;
  readonly baselineName: string;
  readonly baseline: () => unknown;
  readonly barMs: number | null;
}

export async function compare(comparison: Comparison): Promise<Figure> {
  const { name, runs, barMs, baselineName } = comparison;
  const samples = await inTurns(runs, comparison.measured, comparison.baseline);
  return {
    suite: "crypto",
    name,
    unit: "ms",
    measured: timeOf(summarise(samples.measured)),
    baseline: { name: baselineName, ...timeOf(summarise(samples.baseline)) },
    barMs,
  };
}
