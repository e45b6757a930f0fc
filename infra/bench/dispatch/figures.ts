import { type Figure, rateOf, timeOf } from "../figure.ts";
import { summarise } from "../statistics.ts";
import type { LanesResult } from "./lanes.ts";
import type { Measured } from "./rounds.ts";

const BASELINE = "BullMQ and the same ledger moves";

const rate = ({ latenciesMs, seconds }: LanesResult) => rateOf(latenciesMs.length, seconds);
const time = ({ latenciesMs }: LanesResult) => timeOf(summarise(latenciesMs));

/** Jobs per second, and from post to end under load and alone. */
export function figuresOf(lanes: number, proxied: Measured, raw: Measured): Figure[] {
  const common = { suite: "dispatch", barMs: null };
  return [
    {
      ...common,
      name: `jobs through the proxy, ${lanes} clients`,
      unit: "jobs/s",
      measured: rate(proxied.loaded),
      baseline: { name: BASELINE, ...rate(raw.loaded) },
    },
    {
      ...common,
      name: `post to end, ${lanes} clients`,
      unit: "ms",
      measured: time(proxied.loaded),
      baseline: { name: BASELINE, ...time(raw.loaded) },
    },
    {
      ...common,
      name: "post to end, one client",
      unit: "ms",
      measured: time(proxied.alone),
      baseline: { name: BASELINE, ...time(raw.alone) },
    },
  ];
}
