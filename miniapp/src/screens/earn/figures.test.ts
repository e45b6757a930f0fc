import { describe, expect, it } from "vitest";
import { figuresOf, scaleOf, tonShort } from "./figures.ts";

const uptime = (onlineMinutes: number, watchedMinutes: number, busySlots = 0, slots = 0) => ({
  onlineMinutes,
  watchedMinutes,
  busySlots,
  slots,
});
const machine = (week: ReturnType<typeof uptime>) => ({
  chipId: "",
  seenMs: 0,
  day: uptime(0, 0),
  week,
  month: uptime(0, 0),
});

describe("uptime and load", () => {
  it("are of all machines together", () => {
    const machines = [machine(uptime(90, 100, 1, 4)), machine(uptime(50, 50, 5, 8))];
    expect(figuresOf(machines, "week")).toEqual({ uptime: 140 / 150, load: 0.5 });
  });

  it("leave out a machine that was not there", () => {
    expect(figuresOf([machine(uptime(10, 10)), machine(uptime(0, 500))], "week").uptime).toBe(1);
  });

  it("are nothing where nobody has looked", () => {
    expect(figuresOf([], "week")).toEqual({ uptime: null, load: null });
    expect(figuresOf([machine(uptime(10, 10, 0, 0))], "day")).toEqual({ uptime: null, load: null });
  });
});

describe("the chart's scale", () => {
  it.each([
    [0n, 1n],
    [1n, 1n],
    [3n, 4n],
    [9n, 10n],
    [7_400_000_000n, 8_000_000_000n],
    [8_000_000_001n, 10_000_000_000n],
  ])("of %s is %s", (highest, scale) => {
    expect(scaleOf(highest)).toBe(scale);
  });
});

describe("a sum", () => {
  it.each([
    [0n, "0"],
    [3_284n, "0.000003284"],
    [36_604_000_000n, "36.6"],
  ])("of %s nanoton is %s", (nanoton, text) => {
    expect(tonShort(nanoton)).toBe(text);
  });
});
