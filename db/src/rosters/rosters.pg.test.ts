import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { FreshDatabase } from "../testing/index.ts";
import { testDatabase } from "../testing/test-server.ts";
import { appendRoster, latestEpoch, rosterHeadersFrom } from "./index.ts";
import { hash, nextRoster, rostersSuite } from "./rosters.suite.ts";

rostersSuite(() => testDatabase());

describe("many proxies at once", () => {
  let database: FreshDatabase;
  beforeAll(async () => {
    database = await testDatabase({ max: 24 });
  });
  afterAll(() => database.close());

  it("write one header for each epoch", async () => {
    const key = hash();
    let last: ReturnType<typeof nextRoster> | null = null;
    for (let epoch = 1; epoch <= 20; epoch++) {
      const rivals = Array.from({ length: 24 }, () => nextRoster(key, last));
      const appended = await Promise.all(rivals.map((rival) => appendRoster(database, rival)));
      const winners = rivals.filter((_, index) => appended[index] === "appended");
      expect(winners).toHaveLength(1);
      [last] = winners as [ReturnType<typeof nextRoster>];
      expect(await latestEpoch(database, key)).toBe(epoch);
      expect(await rosterHeadersFrom(database, key, epoch, 2)).toEqual([last.header]);
    }
  });
});
