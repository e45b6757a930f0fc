import { describe, expect, it } from "vitest";
import { runLanes, together } from "./lanes.ts";

describe("runLanes", () => {
  it("performs every job once, no more than one on each lane at a time", async () => {
    const busy = new Set<number>();
    const done: number[] = [];
    const jobs = Array.from({ length: 50 }, (_, i) => i);
    const { latenciesMs } = await runLanes(4, jobs, async (job, lane) => {
      expect(busy.has(lane)).toBe(false);
      busy.add(lane);
      await new Promise(setImmediate);
      busy.delete(lane);
      done.push(job);
    });
    expect(done.toSorted((a, b) => a - b)).toEqual(jobs);
    expect(latenciesMs).toHaveLength(50);
  });

  it("fails when a job fails", async () => {
    const run = runLanes(2, [1, 2, 3], async (job) => {
      if (job === 2) throw new RangeError("no");
    });
    await expect(run).rejects.toThrow(RangeError);
  });
});

describe("together", () => {
  it("adds the time and keeps every latency", () => {
    const rounds = [
      { seconds: 1, latenciesMs: [1, 2] },
      { seconds: 2, latenciesMs: [3] },
    ];
    expect(together(rounds)).toEqual({ seconds: 3, latenciesMs: [1, 2, 3] });
  });
});
