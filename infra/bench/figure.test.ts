import { describe, expect, it } from "vitest";
import { type Figure, rateOf, ratioOf, timeOf, verdictOf } from "./figure.ts";

const figure = (value: number, barMs: number | null, baseline: number | null): Figure => ({
  suite: "crypto",
  name: "seal",
  unit: "ms",
  measured: { value, p95: null, samples: 1 },
  baseline: baseline === null ? null : { name: "bare", value: baseline, p95: null, samples: 1 },
  barMs,
});

describe("verdictOf", () => {
  it.each([
    [11, 11, "within"],
    [11.1, 11, "over"],
    [22, 11, "over"],
    [22.1, 11, "failed"],
    [1e9, null, "no bar"],
  ] as const)("of %d ms under a bar of %s is %s", (value, barMs, verdict) => {
    expect(verdictOf(figure(value, barMs, null))).toBe(verdict);
  });
});

describe("verdictOf a rate", () => {
  it.each([
    [100, 100, "within"],
    [99, 100, "over"],
    [50, 100, "over"],
    [49, 100, "failed"],
    [100, null, "no bar"],
  ] as const)("of %d beside %s under a bar of ×1 is %s", (value, baseline, verdict) => {
    expect(verdictOf({ ...figure(value, null, baseline), unit: "jobs/s", barRatio: 1 })).toBe(verdict);
  });
});

describe("ratioOf", () => {
  it("is measured by baseline", () => {
    expect(ratioOf(figure(6, null, 4))).toBe(1.5);
  });

  it.each([null, 0])("is none for a baseline of %s", (baseline) => {
    expect(ratioOf(figure(6, null, baseline))).toBeNull();
  });
});

describe("values", () => {
  it("of times are their median", () => {
    expect(timeOf({ p50: 2, p95: 3, samples: 10 })).toEqual({ value: 2, p95: 3, samples: 10 });
  });

  it("of rates are the count by the seconds", () => {
    expect(rateOf(300, 2)).toEqual({ value: 150, p95: null, samples: 300 });
  });
});
