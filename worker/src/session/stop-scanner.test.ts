import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { StopScanner } from "./stop-scanner.ts";

const scan = (stops: readonly string[], pieces: readonly string[]) => {
  const scanner = new StopScanner(stops);
  const sent = pieces.map((piece) => scanner.push(piece));
  const text = sent.join("") + scanner.flush();
  return { sent, text, stopped: scanner.stopped };
};

/** Letter by letter: the first stop string that is complete, the longest of those that are complete together. */
function expectedEnd(whole: string, stops: readonly string[]): number {
  for (let end = 1; end <= whole.length; end++) {
    const complete = stops.filter((stop) => whole.slice(0, end).endsWith(stop)).map(({ length }) => length);
    if (complete.length > 0) return end - Math.max(...complete);
  }
  return whole.length;
}

describe("stop strings", () => {
  it("end the text before them, wherever the pieces are cut", () => {
    expect(scan(["END"], ["one E", "N", "D two"])).toEqual({
      sent: ["one ", "", ""],
      text: "one ",
      stopped: true,
    });
  });

  it("hold back only what could become one", () => {
    expect(scan(["END"], ["one E", "asy"])).toEqual({
      sent: ["one ", "Easy"],
      text: "one Easy",
      stopped: false,
    });
  });

  it("give back what was held when the text ends without them", () => {
    expect(scan(["\n\n"], ["one\n"])).toEqual({ sent: ["one"], text: "one\n", stopped: false });
  });

  it("take the first of several", () => {
    expect(scan(["three", "two"], ["one two three"]).text).toBe("one ");
  });

  it("take the one that is complete first, though another began earlier", () => {
    expect(scan(["c", "bcc"], ["bcc"]).text).toBe("b");
    expect(scan(["c", "bcc"], ["b", "c", "c"]).text).toBe("b");
    expect(scan(["c", "bc"], ["abc"]).text).toBe("a");
  });

  it("leave text alone when there are none", () => {
    expect(scan([], ["a", "b"])).toEqual({ sent: ["a", "b"], text: "ab", stopped: false });
  });

  it("give the same text for every way to cut it", () => {
    const text = fc.string({ unit: fc.constantFrom("a", "b", "c"), maxLength: 30 });
    const stop = fc.string({ unit: fc.constantFrom("a", "b", "c"), minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(
        text,
        fc.array(stop, { minLength: 1, maxLength: 4 }),
        fc.array(fc.nat(30)),
        (whole, stops, cuts) => {
          const at = [...new Set([0, ...cuts.filter((cut) => cut < whole.length), whole.length])].sort(
            (a, b) => a - b,
          );
          const pieces = at.slice(1).map((end, index) => whole.slice(at[index], end));
          const first = expectedEnd(whole, stops);
          expect(scan(stops, pieces).text).toBe(whole.slice(0, first));
        },
      ),
    );
  });
});
