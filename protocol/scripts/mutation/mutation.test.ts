import { describe, expect, it } from "vitest";
import { readArguments, UsageError } from "./arguments.ts";
import { type Mutant, sampleOf } from "./mutants.ts";
import { type Judged, markdownOf, resultOf, unexplainedOf } from "./result.ts";

const mutantAt = (line: number): Mutant => ({
  id: String(line),
  key: `key${line}`,
  file: "a.ts",
  line,
  mutator: "BooleanLiteral",
  original: "true",
  replacement: "false",
  wording: false,
});
const mutants = Array.from({ length: 40 }, (_, index) => mutantAt(index + 1));

describe("a sample", () => {
  it("is the same for the same seed, whatever the order of the listing", () => {
    const keys = (all: readonly Mutant[], seed: string) => sampleOf(all, seed, 10).map(({ key }) => key);
    expect(keys(mutants, "1")).toEqual(keys(mutants.toReversed(), "1"));
    expect(keys(mutants, "1")).not.toEqual(keys(mutants, "2"));
  });

  it("grows by further mutants only, up to all of them", () => {
    const few = sampleOf(mutants, "1", 10);
    expect(sampleOf(mutants, "1", 20).slice(0, 10)).toEqual(few);
    expect(sampleOf(mutants, "1", 500)).toHaveLength(40);
  });
});

describe("a result", () => {
  const judged = (["killed", "timeout", "survived", "not covered"] as const).map((status, index): Judged => {
    return { ...mutantAt(4 - index), status };
  });
  const result = resultOf({ seed: "1", mutants: 40, sampled: 5 }, judged);

  it("counts what a test saw, of what was tried", () => {
    expect(result).toMatchObject({ tried: 4, score: 50 });
    expect(result.results.map(({ line }) => line)).toEqual([1, 2, 3, 4]);
  });

  it("lists every other one with its explanation, or says that there is none", () => {
    const text = markdownOf(result, new Map([["key1", "It is the same."]]));
    expect(text).toContain("The time was over after 4 of them.");
    expect(text).toMatch(/## `key1` a\.ts:1[^#]*It is the same\./);
    expect(text).toMatch(/## `key2` a\.ts:2[^#]*\*\*Not explained\.\*\*/);
    expect(text).not.toContain("key3");
  });

  it("says that all is explained only where it is", () => {
    const [one, both] = [["key1"], ["key1", "key2"]].map(
      (keys) => new Map(keys.map((key) => [key, "It is the same."])),
    ) as [Map<string, string>, Map<string, string>];
    expect(unexplainedOf(result, one)).toBe(1);
    expect(markdownOf(result, one)).toContain("stands below, 1 of them **not explained**");
    expect(unexplainedOf(result, both)).toBe(0);
    expect(markdownOf(result, both)).toContain("stands below, with why it is no gap.");
    expect(markdownOf(result, both)).not.toContain("ot explained");
  });
});

it("lists an error's words apart", () => {
  const words: Judged = { ...mutantAt(1), original: '"too long"', wording: true, status: "survived" };
  const text = markdownOf(resultOf({ seed: "1", mutants: 1, sampled: 1 }, [words]), new Map());
  expect(text).toContain('- `key1` a.ts:1 "too long"');
  expect(text).not.toContain("ot explained");
  expect(unexplainedOf(resultOf({ seed: "1", mutants: 1, sampled: 1 }, [words]), new Map())).toBe(0);
});

describe("the command line", () => {
  it("has a default for everything", () => {
    expect(readArguments([])).toEqual({ seed: "1", sample: 500, minutes: 30, concurrency: 2 });
    expect(readArguments(["--seed", "a", "--sample", "60"])).toMatchObject({ seed: "a", sample: 60 });
    expect(readArguments(["--help"])).toBeNull();
  });

  it.each([[["--sample", "0"]], [["--minutes", "x"]], [["--other"]]])("refuses %j", (args) => {
    expect(() => readArguments(args)).toThrow(UsageError);
  });
});
