import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { A, newJob, soon } from "./queue.suite.ts";
import { type Look, Watch, type WatchOptions } from "./watch.ts";

const WAITING: Look = { state: "waiting", candidates: [A], reason: "refused" };

describe("the watch over a proxy's jobs", () => {
  const job = newJob([A]);
  let looks: Look | Error;
  let looked: number;
  let errors: Error[];
  let reported: string[];
  let watch: Watch;
  const make = (changes: Partial<WatchOptions> = {}): Watch =>
    new Watch({
      strandedAfterMs: 60_000,
      lookEveryMs: 10,
      onError: (error) => errors.push(error),
      look: async (keys) => {
        looked += 1;
        if (looks instanceof Error) throw looks;
        return keys.map(() => looks as Look);
      },
      orphanWaiting: async () => true,
      isOnline: () => true,
      offered: () => undefined,
      orphaned: async (_key, _terms, reason) => void reported.push(reason),
      ...changes,
    });
  beforeEach(() => {
    [looks, looked, errors, reported] = [WAITING, 0, [], []];
    watch = make();
    watch.start();
  });
  afterEach(() => watch.stop());

  it("goes on after a look that failed", async () => {
    looks = new Error("Redis is away");
    watch.begin(job.key, job.terms, () => undefined);
    await soon(() => expect(errors.length).toBeGreaterThan(2));
    looks = { state: "orphaned", candidates: [], reason: "refused" };
    await soon(() => expect(reported).toContain("refused"));
  });

  it("does not let looks pile up behind a slow one", async () => {
    watch.stop();
    let answer: (looks: Look[]) => void = () => undefined;
    watch = make({
      look: () => {
        looked += 1;
        return new Promise((resolve) => (answer = resolve));
      },
    });
    watch.begin(job.key, job.terms, () => undefined);
    watch.start();
    // One at once for the new job, one of the regular ones; further ones wait.
    await soon(() => expect(looked).toBe(2));
    answer([WAITING]);
    await soon(() => expect(looked).toBe(3));
  });

  it("ends quietly for a job that another proxy finished, unless its storage is gone", async () => {
    let released = 0;
    looks = { state: "finished", candidates: [], reason: "refused" };
    watch.begin(job.key, job.terms, () => (released += 1));
    await soon(() => expect(released).toBe(1));
    expect(reported).toEqual([]);
    looks = { state: "gone", candidates: [], reason: "refused" };
    watch.begin(job.key, job.terms, () => (released += 1));
    await soon(() => expect(reported).toContain("lost"));
    watch.forget(job.key);
    expect(released).toBe(2);
  });

  it("lets go of the older watch over a job that is handed to it again", () => {
    const released: string[] = [];
    watch.begin(job.key, job.terms, () => released.push("first"));
    watch.begin(job.key, job.terms, () => released.push("second"));
    expect(released).toEqual(["first"]);
    watch.forget(job.key);
    watch.forget(job.key);
    expect(released).toEqual(["first", "second"]);
  });
});
