import { describe, expect, it } from "vitest";
import { seriesOf } from "./series.ts";

const HOUR = 3_600_000;
const NOW = Date.UTC(2026, 10, 30, 19, 40);
const dayBack = (days: number): string => new Date(NOW - days * 24 * HOUR).toISOString().slice(0, 10);
const earned = (days: number, nanoton: number, jobs = 1, model = "m") => ({
  day: dayBack(days),
  model,
  earnedNanoton: String(nanoton),
  jobs,
});

describe("earnings by day", () => {
  it("sum the models of a day, and leave no day of the week out", () => {
    const earnings = [earned(0, 5), earned(0, 7, 2, "n"), earned(6, 1), earned(7, 100)];
    const series = seriesOf({ earnings, hours: [] }, "week", NOW);
    expect(series.bars.map(({ nanoton }) => nanoton)).toEqual([1n, 0n, 0n, 0n, 0n, 0n, 12n]);
    expect(series.bars.at(-1)?.startMs).toBe(Date.UTC(2026, 10, 30));
    expect(series).toMatchObject({ totalNanoton: 13n, answers: 4 });
  });

  it("are compared by whole days of both weeks only", () => {
    const earnings = [earned(0, 999), earned(1, 112), earned(7, 999), earned(8, 100)];
    expect(seriesOf({ earnings, hours: [] }, "week", NOW).change).toBeCloseTo(0.12);
  });

  it("are compared with nothing where nothing was, and a month with none before", () => {
    const one = { earnings: [earned(1, 5)], hours: [] };
    expect(seriesOf(one, "week", NOW).change).toBeNull();
    const months = seriesOf({ earnings: [earned(1, 5), earned(29, 3)], hours: [] }, "month", NOW);
    expect(months).toMatchObject({ totalNanoton: 8n, change: null });
    expect(months.bars).toHaveLength(30);
  });

  it("are none before the first", () => {
    expect(seriesOf({ earnings: [], hours: [] }, "month", NOW)).toMatchObject({
      totalNanoton: 0n,
      answers: 0,
      change: null,
    });
  });
});

describe("earnings by hour", () => {
  it("are of the last 24, against those before", () => {
    const hour = (back: number, nanoton: number) => ({
      startMs: Math.floor(NOW / HOUR) * HOUR - back * HOUR,
      earnedNanoton: String(nanoton),
      jobs: 3,
    });
    const series = seriesOf({ earnings: [], hours: [hour(47, 100), hour(1, 50), hour(0, 7)] }, "day", NOW);
    expect(series.bars).toHaveLength(24);
    expect(series).toMatchObject({ totalNanoton: 57n, answers: 6, change: -0.5 });
  });
});
