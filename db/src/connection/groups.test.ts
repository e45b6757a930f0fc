import { setImmediate } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import type { Database } from "./database.ts";
import { DatabaseError } from "./error.ts";
import { grouped } from "./groups.ts";

/** Only its identity is used: what a group asks is asked by the test's own function. */
const database = {} as Database;
interface Ask {
  readonly lock: string;
  readonly n: number;
}

/** Remembers each group and answers when it is let. */
function recorder(answer: (asks: readonly Ask[]) => void = () => undefined) {
  const groups: (readonly Ask[])[] = [];
  const held: (() => void)[] = [];
  const ask = grouped<Ask, { n: number }>({
    lockOf: ({ lock }) => lock,
    run: async (_, asks) => {
      groups.push(asks);
      await new Promise<void>((resolve) => held.push(resolve));
      answer(asks);
      return asks.map(({ n }, at) => ({ at, n })).toReversed();
    },
  });
  const letGo = async () => {
    while (held.length > 0) {
      held.shift()?.();
      await setImmediate();
    }
  };
  return { groups, ask: (one: Ask) => ask(database, one), letGo };
}

describe("moves asked at once", () => {
  it("go alone when nothing else is asked, and together when much is", async () => {
    const { groups, ask, letGo } = recorder();
    const answers = Array.from({ length: 6 }, (_, n) => ask({ lock: `a${n}`, n }));
    expect(groups.map((group) => group.length)).toEqual([1, 1]);
    await letGo();
    expect((await Promise.all(answers)).map(({ n }) => n)).toEqual([0, 1, 2, 3, 4, 5]);
    expect(groups.map((group) => group.length)).toEqual([1, 1, 4]);
  });

  it("never two of one account in a group, and in their order", async () => {
    const { groups, ask, letGo } = recorder();
    const locks = ["a", "b", "c", "C", "c", "d"];
    const answers = locks.map((lock, n) => ask({ lock, n }));
    await letGo();
    await Promise.all(answers);
    expect(groups.map((group) => group.map(({ n }) => n))).toEqual([[0], [1], [2, 5], [3], [4]]);
  });

  it("are asked one by one when the group is refused, so that only the wrong one fails", async () => {
    const wrong = new DatabaseError("22P02");
    const { ask, letGo } = recorder((asks) => {
      if (asks.some(({ n }) => n === 3)) throw wrong;
    });
    const answers = [0, 1, 2, 3, 4].map((n) => ask({ lock: `a${n}`, n }));
    const settled = Promise.allSettled(answers);
    await letGo();
    expect((await settled).map(({ status }) => status)).toEqual([
      "fulfilled",
      "fulfilled",
      "fulfilled",
      "rejected",
      "fulfilled",
    ]);
  });

  it("all fail when the connection does, for each may be asked again", async () => {
    const { groups, ask, letGo } = recorder((asks) => {
      if (asks.length > 1) throw new DatabaseError("CONNECTION_CLOSED");
    });
    const answers = [0, 1, 2, 3].map((n) => ask({ lock: `a${n}`, n }));
    const settled = Promise.allSettled(answers);
    await letGo();
    expect((await settled).map(({ status }) => status)).toEqual([
      "fulfilled",
      "fulfilled",
      "rejected",
      "rejected",
    ]);
    expect(groups).toHaveLength(3);
  });
});
