import { describe, expect, it } from "vitest";
import { estimateOf, measuredOf } from "./estimate.ts";

const TON = 1_000_000_000n;
const day = (chargedTon: number, machineMinutes: number, busySlots = 0, slots = 0) => ({
  day: "2026-11-30",
  chargedNanoton: String(BigInt(chargedTon) * TON),
  answers: 1,
  machineMinutes,
  busySlots,
  slots,
});

describe("what machines brought", () => {
  it("is of one machine in one whole day, less the commission", () => {
    const measured = measuredOf(
      [day(10, 2 * 1440, 10, 40), day(4, 720, 20, 40), day(99, 59, 40, 40)],
      50_000,
    );
    expect(measured).toEqual({
      lowNanoton: (10n * TON * 95n) / 200n,
      highNanoton: (8n * TON * 95n) / 100n,
      load: 0.375,
      days: 2,
    });
  });

  it("is not known of a model that hardly anybody served", () => {
    expect(measuredOf([], 0)).toBeNull();
    expect(measuredOf([day(5, 59)], 0)).toBeNull();
  });

  it("has no load where none was measured", () => {
    expect(measuredOf([day(0, 1440)], 0)).toMatchObject({ lowNanoton: 0n, load: null });
  });
});

describe("what is left of a day", () => {
  const measured = { lowNanoton: 2n * TON, highNanoton: 4n * TON, load: 0.5, days: 7 };

  it("is what was measured, less the costs, and may be a loss", () => {
    expect(estimateOf(measured, null, 3n * TON)).toEqual({ lowNanoton: -TON, highNanoton: TON });
  });

  it("grows with the load", () => {
    expect(estimateOf(measured, 0.75, 0n)).toEqual({ lowNanoton: 3n * TON, highNanoton: 6n * TON });
  });

  it("can't be told for another load where none was measured", () => {
    expect(estimateOf({ ...measured, load: null }, 0.9, 0n)).toEqual({
      lowNanoton: 2n * TON,
      highNanoton: 4n * TON,
    });
  });
});
