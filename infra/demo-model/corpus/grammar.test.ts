import { expect, test } from "vitest";
import { countWordings, drawWording, parsePattern } from "./grammar.ts";
import { seededRandom } from "./random.ts";

function allWordings(source: string, words = {}): Set<string> {
  const pattern = parsePattern(source, words);
  const random = seededRandom(1);
  return new Set(Array.from({ length: 400 }, () => drawWording(pattern, random)));
}

test("draws every choice, nested and empty ones too", () => {
  const wordings = allWordings("{What|Which {price|cost|}} now?");
  expect(wordings).toEqual(new Set(["What now?", "Which price now?", "Which cost now?", "Which now?"]));
});

test("puts named words in, which may hold choices themselves", () => {
  expect(allWordings("Is <it> safe?", { it: "{this|the <noun>}", noun: "bot" })).toEqual(
    new Set(["Is this safe?", "Is the bot safe?"]),
  );
});

test("closes the gaps that empty choices leave", () => {
  expect(allWordings("How {} much {}?")).toEqual(new Set(["How much?"]));
});

test("counts wordings as products and sums", () => {
  expect(countWordings(parsePattern("{a|b|{c|d}} {e|}", {}))).toBe(8);
});

test.each(["{a|b", "a}", "a|b", "<nobody> there", "<open"])("refuses the slip in %s", (source) => {
  expect(() => parsePattern(source, {})).toThrow(SyntaxError);
});

test("the same seed draws the same wordings", () => {
  const pattern = parsePattern("{a|b|c|d|e|f} {a|b|c|d|e|f}", {});
  const drawTen = (seed: number) => {
    const random = seededRandom(seed);
    return Array.from({ length: 10 }, () => drawWording(pattern, random));
  };
  expect(drawTen(7)).toEqual(drawTen(7));
  expect(drawTen(7)).not.toEqual(drawTen(8));
});
