import { describe, expect, it } from "vitest";
import { allAtOnce, inPairs, phaseMs } from "./measure.ts";
import { AT_ONCE, PROMPTS } from "./prompts.ts";
import type { Timed } from "./timed.ts";

const answer = (firstTextMs: number): Timed => ({ firstTextMs, lastTextMs: firstTextMs + 1, tokens: 3 });

describe("phaseMs", () => {
  it("meets each tenth of a tick equally often, to one", () => {
    const tenths = Array.from({ length: 10 }, () => 0);
    for (let index = 0; index < 160; index++) {
      const tenth = Math.floor(phaseMs(index) / 10);
      tenths[tenth] = (tenths[tenth] ?? 0) + 1;
    }
    expect(tenths).toHaveLength(10);
    for (const times of tenths) expect(Math.abs(times - 16)).toBeLessThanOrEqual(1);
  });
});

describe("inPairs", () => {
  it("puts every prompt to both, in the same order", async () => {
    const asked: string[] = [];
    const ask = (who: string, ms: number) => async (prompt: string) => {
      asked.push(`${who} ${prompt}`);
      return answer(ms);
    };
    const pairs = await inPairs(1, ask("engine", 1), ask("network", 2));
    expect(asked).toEqual(PROMPTS.flatMap((prompt) => [`engine ${prompt}`, `network ${prompt}`]));
    expect(pairs.every(({ alone, network }) => alone.firstTextMs === 1 && network.firstTextMs === 2)).toBe(
      true,
    );
  });
});

describe("allAtOnce", () => {
  it("counts the tokens of every answer", async () => {
    expect(await allAtOnce(2, async () => answer(1))).toMatchObject({ tokens: 2 * AT_ONCE * 3 });
  });
});
