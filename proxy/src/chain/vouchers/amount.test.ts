import { nanoton } from "@cocoon/protocol/money";
import { describe, expect, it } from "vitest";
import { type ChargeLimits, chargeableNanoton } from "./amount.ts";

const DAY = 20_000;
const noon = (day: number): number => (day + 0.5) * 86_400_000;
const limits = (changes: Partial<Record<keyof ChargeLimits, bigint | number>> = {}): ChargeLimits =>
  ({
    balanceNanoton: 1_000n,
    dailyLimitNanoton: 500n,
    pendingDailyLimitNanoton: null,
    pendingAt: null,
    day: DAY,
    chargedTodayNanoton: 200n,
    ...changes,
  }) as ChargeLimits;

describe("what may be charged", () => {
  it.each([
    ["what is owed", limits(), 100n, 100n],
    ["what today's limit leaves", limits(), 400n, 300n],
    ["what the escrow holds", limits({ balanceNanoton: 50n }), 400n, 50n],
    ["nothing on a day that is used up", limits({ chargedTodayNanoton: 500n }), 400n, 0n],
    ["nothing when more than a lowered limit was charged", limits({ dailyLimitNanoton: 100n }), 400n, 0n],
    [
      "by the present limit until a tighter one is in force, since that is what the notice is for",
      limits({ pendingDailyLimitNanoton: 0n, pendingAt: noon(DAY) / 1000 + 3_600 }),
      400n,
      300n,
    ],
    [
      "by a tighter limit that may be in force when the charge arrives",
      limits({ pendingDailyLimitNanoton: 250n, pendingAt: noon(DAY) / 1000 + 60 }),
      400n,
      50n,
    ],
    [
      "by a tighter limit that is in force though the escrow has not told it",
      limits({ pendingDailyLimitNanoton: 0n, pendingAt: noon(DAY) / 1000 - 3_600 }),
      400n,
      0n,
    ],
    ["nothing under a limit of 0", limits({ dailyLimitNanoton: 0n, chargedTodayNanoton: 0n }), 400n, 0n],
  ])("is %s", (_, state, owed, expected) => {
    expect(chargeableNanoton(state, nanoton(owed), noon(DAY))).toBe(expected);
  });

  it("begins anew each UTC day", () => {
    expect(chargeableNanoton(limits(), nanoton(900n), noon(DAY + 1))).toBe(500n);
  });
});
