import { describe, expect, it } from "vitest";
import { SlotPool } from "./slot-pool.ts";

const holder = () => {
  const granted: number[] = [];
  return { granted, grant: (slots: number) => void granted.push(slots) };
};

describe("the slots", () => {
  it("go to the link that takes jobs, all at once, then each as it comes back", () => {
    const pool = new SlotPool(3);
    const link = holder();
    pool.offerTo(link);
    pool.giveBack(1);
    expect(link.granted).toEqual([3, 1]);
  });

  it("come back from a lost link and wait for the next", () => {
    const pool = new SlotPool(3);
    const [lost, next] = [holder(), holder()];
    pool.offerTo(lost);
    // One of the three runs a job.
    pool.withdraw(lost, 2);
    pool.giveBack(1);
    pool.offerTo(next);
    expect(next.granted).toEqual([3]);
    expect(lost.granted).toEqual([3]);
  });

  it("move to a key's successor, as they become free", () => {
    const pool = new SlotPool(2);
    const [old, young] = [holder(), holder()];
    pool.offerTo(old);
    pool.offerTo(young);
    pool.withdraw(old, 1);
    pool.giveBack(1);
    expect(young.granted).toEqual([1, 1]);
  });
});
