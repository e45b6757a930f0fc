import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { quantile, summarise } from "./statistics.ts";

const samples = fc.array(fc.double({ min: 0, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 50 });
const share = fc.double({ min: 0, max: 1, noNaN: true });

describe("quantile", () => {
  it("is the middle one of an odd number, whatever their order", () => {
    expect(quantile([9, 1, 5], 0.5)).toBe(5);
  });

  it("lies half-way between the middle two of an even number", () => {
    expect(quantile([4, 1, 3, 2], 0.5)).toBe(2.5);
  });

  it("sorts by number and not by text", () => {
    expect(quantile([10, 9, 100], 1)).toBe(100);
  });

  it("leaves the samples as they were", () => {
    const given = [3, 1, 2];
    quantile(given, 0.5);
    expect(given).toEqual([3, 1, 2]);
  });

  it("begins at the least and ends at the greatest", () => {
    fc.assert(
      fc.property(samples, (some) => {
        expect(quantile(some, 0)).toBe(Math.min(...some));
        expect(quantile(some, 1)).toBe(Math.max(...some));
      }),
    );
  });

  it("is exceeded by no more than the rest of the samples", () => {
    fc.assert(
      fc.property(samples, share, (some, q) => {
        const value = quantile(some, q);
        const above = some.filter((sample) => sample > value).length;
        expect(above).toBeLessThanOrEqual(Math.ceil((1 - q) * some.length));
      }),
    );
  });

  it.each([[[], 0.5] as const, [[1], -0.1] as const, [[1], 1.1] as const, [[1], Number.NaN] as const])(
    "refuses %j at %d",
    (some, q) => {
      expect(() => quantile(some, q)).toThrow(RangeError);
    },
  );
});

describe("summarise", () => {
  it("gives median, 95th percentile and the number of samples", () => {
    const hundredAndOne = Array.from({ length: 101 }, (_, i) => i);
    expect(summarise(hundredAndOne)).toEqual({ p50: 50, p95: 95, samples: 101 });
  });
});
