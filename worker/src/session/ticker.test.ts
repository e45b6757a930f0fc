import { describe, expect, it } from "vitest";
import { ManualClock } from "../testing/manual-clock.ts";
import { ClockTicker } from "./ticker.ts";

describe("the ticker", () => {
  it("ticks at whole multiples of its period, whenever one begins to wait", async () => {
    const clock = new ManualClock(1_030);
    const times: number[] = [];
    const tick = new ClockTicker(clock, 100).next().then(() => times.push(clock.now()));
    clock.advance(69);
    expect(times).toEqual([]);
    clock.advance(1);
    await tick;
    expect(times).toEqual([1_100]);
  });

  it("gives all who wait the same tick", async () => {
    const clock = new ManualClock(1_000);
    const ticker = new ClockTicker(clock, 100);
    const both = Promise.all([ticker.next(), ticker.next()]);
    expect(clock.pending).toBe(1);
    clock.advance(100);
    await both;
  });

  it("does not tick twice when a timer fires early", async () => {
    let nowMs = 1_000;
    const delays: number[] = [];
    const early = {
      now: () => nowMs,
      after: (ms: number, action: () => void) => {
        delays.push(ms);
        nowMs += ms - 1;
        queueMicrotask(action);
        return () => undefined;
      },
    };
    const ticker = new ClockTicker(early, 100);
    await ticker.next();
    await ticker.next();
    expect(delays).toEqual([100, 101]);
  });

  it("goes on when the clock is set back", async () => {
    const delays: number[] = [];
    const times = [10_000, 5_030];
    const clock = {
      now: () => times.shift() as number,
      after: (ms: number, action: () => void) => {
        delays.push(ms);
        queueMicrotask(action);
        return () => undefined;
      },
    };
    const ticker = new ClockTicker(clock, 100);
    await ticker.next();
    await ticker.next();
    expect(delays).toEqual([100, 70]);
  });
});
