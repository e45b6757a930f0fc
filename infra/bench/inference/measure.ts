import { setTimeout } from "node:timers/promises";
import { elapsedMs } from "../timing.ts";
import { AT_ONCE, PROMPTS } from "./prompts.ts";
import type { Ask, Timed } from "./timed.ts";

/** The same question put to both, the engine first. */
export interface Pair {
  readonly alone: Timed;
  readonly network: Timed;
}

/** The worker's tick: the first frame leaves on the next one. */
const TICK_MS = 100;
const GOLDEN = (Math.sqrt(5) - 1) / 2;

/**
 * How long to wait before question `index`. An answer ends on a tick, so asking at once would always meet the same
 * moment between two ticks, the worst one; people ask at any. Multiples of the golden ratio spread evenly.
 */
export const phaseMs = (index: number): number => ((index * GOLDEN) % 1) * TICK_MS;

/** All prompts, one question at a time, to both in turns. */
export async function inPairs(rounds: number, engine: Ask, network: Ask): Promise<Pair[]> {
  const pairs: Pair[] = [];
  for (let round = 0; round < rounds; round++)
    for (const prompt of PROMPTS) {
      const alone = await engine(prompt);
      await setTimeout(phaseMs(pairs.length));
      pairs.push({ alone, network: await network(prompt) });
    }
  return pairs;
}

/** A worker attests itself at most this often; whoever comes within this time of another waits for the next report. */
const ATTESTED_EVERY_MS = 1_000;

/** One question each from clients that have verified no worker yet, far enough apart not to wait for each other. */
export async function firstQuestions(newClient: () => Ask): Promise<Timed[]> {
  const answers: Timed[] = [];
  for (const [index, prompt] of PROMPTS.entries()) {
    await setTimeout(ATTESTED_EVERY_MS + phaseMs(index));
    answers.push(await newClient()(prompt));
  }
  return answers;
}

export interface Throughput {
  readonly tokens: number;
  readonly seconds: number;
}

/** All prompts at once, again as soon as all are answered. */
export async function allAtOnce(rounds: number, ask: Ask): Promise<Throughput> {
  let tokens = 0;
  const ms = await elapsedMs(async () => {
    for (let round = 0; round < rounds; round++) {
      const answers = await Promise.all(PROMPTS.slice(0, AT_ONCE).map(ask));
      tokens += answers.reduce((sum, answer) => sum + answer.tokens, 0);
    }
  });
  return { tokens, seconds: ms / 1_000 };
}
