import { randomBytes } from "node:crypto";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Database } from "../connection/index.ts";
import { OPEN_TIMEOUT_MS } from "../testing/index.ts";
import { appendRoster, latestEpoch, latestRoster, type NewRoster, rosterHeadersFrom } from "./index.ts";

export const hash = (): string => randomBytes(32).toString("hex");
const bytes = (length: number) => new Uint8Array(randomBytes(length));

/** The epoch that follows `before` in a log of `key`. */
export const nextRoster = (key: string, before: Pick<NewRoster, "epoch" | "hash"> | null): NewRoster => ({
  key,
  epoch: (before?.epoch ?? 0) + 1,
  previous: before?.hash ?? "00".repeat(32),
  timeMs: Date.now(),
  header: bytes(300),
  hash: hash(),
  nodeIndex: bytes(1_000),
});

export async function append(database: Database, key: string, count: number): Promise<NewRoster[]> {
  const log: NewRoster[] = [];
  for (let i = 0; i < count; i++) {
    const next = nextRoster(key, log.at(-1) ?? null);
    expect(await appendRoster(database, next)).toBe("appended");
    log.push(next);
  }
  return log;
}

/** What the log of rosters must do on every driver. */
export function rostersSuite(open: () => Promise<Database>): void {
  let database: Database;
  beforeAll(async () => {
    database = await open();
  }, OPEN_TIMEOUT_MS);
  afterAll(() => database.close());

  describe("the log of rosters", () => {
    it("is empty under a key that has signed nothing", async () => {
      const key = hash();
      expect(await latestEpoch(database, key)).toBe(0);
      expect(await latestRoster(database, key)).toBeNull();
      expect(await rosterHeadersFrom(database, key, 1, 10)).toEqual([]);
    });

    it("gives the newest with its node list, and pages of headers", async () => {
      const key = hash();
      const log = await append(database, key, 9);
      const last = log.at(-1) as NewRoster;
      expect(await latestEpoch(database, key)).toBe(9);
      expect(await latestRoster(database, key)).toEqual({ header: last.header, nodeIndex: last.nodeIndex });
      const headers = await rosterHeadersFrom(database, key, 3, 4);
      expect(headers).toEqual(log.slice(2, 6).map(({ header }) => header));
    });

    it("takes no epoch twice, none that leaves one out, and none that follows from another header", async () => {
      const key = hash();
      const [, second] = (await append(database, key, 2)) as [NewRoster, NewRoster];
      const next = nextRoster(key, second);
      for (const wrong of [
        { ...second, header: bytes(300) },
        { ...next, epoch: 4 },
        { ...next, previous: hash() },
        nextRoster(key, null),
      ])
        expect(await appendRoster(database, wrong)).toBe("passed");
      expect(await latestEpoch(database, key)).toBe(2);
      expect(await appendRoster(database, next)).toBe("appended");
    });

    it("takes none that is dated more than a minute ahead of its own clock: it could never be undone", async () => {
      const key = hash();
      const [last] = (await append(database, key, 1)) as [NewRoster];
      const next = nextRoster(key, last);
      for (const aheadMs of [70_000, 86_400_000])
        expect(await appendRoster(database, { ...next, timeMs: Date.now() + aheadMs })).toBe("ahead");
      expect(await latestEpoch(database, key)).toBe(1);
      expect(await appendRoster(database, { ...next, timeMs: Date.now() + 50_000 })).toBe("appended");
    });

    it("keeps a log of its own for each key", async () => {
      const [one, other] = [hash(), hash()];
      await append(database, one, 3);
      await append(database, other, 1);
      expect(await latestEpoch(database, one)).toBe(3);
      expect(await latestEpoch(database, other)).toBe(1);
    });

    it("keeps every header and the node lists of six epochs", async () => {
      const key = hash();
      await append(database, key, 8);
      const left = await database.run((statements) =>
        statements.execute(sql`select epoch from roster_indexes where roster_key = decode(${key}, 'hex')`),
      );
      expect(left).toHaveLength(6);
      expect(await rosterHeadersFrom(database, key, 1, 100)).toHaveLength(8);
    });

    it("never changes a header, whoever asks", async () => {
      for (const statement of [
        sql`update roster_headers set epoch = epoch + 100`,
        sql`delete from roster_headers`,
        sql`truncate roster_headers cascade`,
      ])
        await expect(database.run((statements) => statements.execute(statement))).rejects.toMatchObject({
          code: "23001",
        });
    });
  });
}
