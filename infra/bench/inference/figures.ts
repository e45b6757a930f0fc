import { type Figure, rateOf, timeOf } from "../figure.ts";
import { summarise } from "../statistics.ts";
import type { Pair, Throughput } from "./measure.ts";
import { AT_ONCE } from "./prompts.ts";
import type { Timed } from "./timed.ts";

const BASELINE = "the engine alone";
const SUITE = "inference";

/**
 * What the design adds before the first text: at most a whole tick of 100 ms, for the first frame leaves on the tick after
 * the first token; 11 ms of sealing, 5 ms of opening, 4 ms from post to lease.
 */
const ADDED_BAR_MS = 120;

const firstOf = (answers: readonly Timed[]) =>
  timeOf(summarise(answers.map(({ firstTextMs }) => firstTextMs)));

/** Tokens over the time to the last text; what follows are frames that hide the answer's length. */
function rateAlone(answers: readonly Timed[]) {
  const sum = (part: (answer: Timed) => number) => answers.reduce((total, answer) => total + part(answer), 0);
  return rateOf(
    sum(({ tokens }) => tokens),
    sum(({ lastTextMs }) => lastTextMs) / 1_000,
  );
}

const rate = ({ tokens, seconds }: Throughput) => rateOf(tokens, seconds);

/** One question at a time: @param firsts the first questions of clients that had verified no worker before */
export function figuresOfPairs(pairs: readonly Pair[], firsts: readonly Timed[]): Figure[] {
  const alone = pairs.map((pair) => pair.alone);
  const network = pairs.map((pair) => pair.network);
  const added = pairs.map((pair) => pair.network.firstTextMs - pair.alone.firstTextMs);
  const first = { name: BASELINE, ...firstOf(alone) };
  const common = { suite: SUITE, unit: "ms" as const };
  return [
    {
      ...common,
      name: "time to first token",
      measured: firstOf(network),
      baseline: first,
      barMs: null,
    },
    {
      ...common,
      name: "added time to first token, tick of 100 ms included",
      measured: timeOf(summarise(added)),
      baseline: null,
      barMs: ADDED_BAR_MS,
    },
    {
      ...common,
      name: "time to first token, workers not verified yet",
      measured: firstOf(firsts),
      baseline: first,
      barMs: null,
    },
    {
      suite: SUITE,
      name: "tokens to the last text, one question at a time",
      unit: "tokens/s",
      measured: rateAlone(network),
      baseline: { name: BASELINE, ...rateAlone(alone) },
      barMs: null,
    },
  ];
}

export const figureOfThroughput = (network: Throughput, alone: Throughput): Figure => ({
  suite: SUITE,
  name: `tokens to the end of the stream, ${AT_ONCE} questions at once, one worker`,
  unit: "tokens/s",
  measured: rate(network),
  baseline: { name: BASELINE, ...rate(alone) },
  barMs: null,
});
