import { randomUUID } from "node:crypto";
import { nanoton } from "@cocoon/protocol/money";
import { sql } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { connect, DatabaseError, ping } from "../connection/index.ts";
import type { FreshDatabase } from "../testing/index.ts";
import { testDatabase } from "../testing/test-server.ts";
import {
  balance,
  expire,
  deposit,
  hold,
  type HoldKey,
  openHolds,
  operatorEarnings,
  release,
  rollUp,
  settle,
  totals,
} from "./index.ts";
import { fundedAccount, randomJobId } from "./ledger.suite.ts";

const times = <T>(count: number, make: (index: number) => T): T[] =>
  Array.from({ length: count }, (_, index) => make(index));
const shuffled = <T>(list: T[]): T[] =>
  list
    .map((item) => ({ item, at: Math.random() }))
    .toSorted((a, b) => a.at - b.at)
    .map(({ item }) => item);

/** Repeats a move whose answer was lost, as every caller must. */
async function retried<T>(move: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await move();
    } catch (error) {
      if (!(error instanceof DatabaseError && error.transient)) throw error;
    }
  }
}

describe("many at once", () => {
  let database: FreshDatabase;
  beforeAll(async () => {
    database = await testDatabase({ max: 24, statementTimeoutMs: 2_000, connectTimeoutMs: 1_000 });
  });
  afterEach(async () => {
    expect((await totals(database)).sumNanoton).toBe(0n);
    expect(await drift()).toEqual([]);
  });
  afterAll(() => database.close());

  /** People whose balance row is not the sum of their transfers. */
  const drift = () =>
    database.run((statements) =>
      statements.execute(sql`select account_id from balances full join (
          select account_id, sum(amount) filter (where purpose = 'available') as available,
            coalesce(sum(amount) filter (where purpose = 'held'), 0) as held
          from ledger_entries where purpose in ('available', 'held') group by account_id
        ) as entries using (account_id)
        where available_nanoton is distinct from coalesce(available, 0) or held_nanoton is distinct from coalesce(held, 0)`),
    );
  const deadlocks = async () =>
    Number(
      (
        await database.run((s) =>
          s.execute(sql`select deadlocks from pg_stat_database where datname = current_database()`),
        )
      )[0]?.deadlocks,
    );
  const keys = (accountId: string, count: number): HoldKey[] =>
    times(count, () => ({ accountId, jobId: randomJobId(), post: 1 }));
  const holdAll = (all: HoldKey[], amount: bigint) =>
    Promise.all(all.map((key) => hold(database, { ...key, amountNanoton: nanoton(amount) })));
  const settled = (key: HoldKey, cost: bigint, workerId: string) =>
    settle(database, { ...key, costNanoton: nanoton(cost), workerId, commissionPpm: 100_000 });

  it("pays in one transfer id once", async () => {
    const accountId = await fundedAccount(database, 0n);
    const move = { transferId: randomUUID(), accountId, amountNanoton: nanoton(9n) };
    const answers = await Promise.all(times(50, () => deposit(database, move)));
    expect(answers.filter((answer) => answer === "deposited")).toHaveLength(1);
    expect(await balance(database, accountId)).toMatchObject({ availableNanoton: 9n, heldNanoton: 0n });
  });

  it("holds exactly as often as the balance allows", async () => {
    const accounts = await Promise.all(times(4, () => fundedAccount(database, 1_000n)));
    const answers = await Promise.all(accounts.map((accountId) => holdAll(keys(accountId, 100), 30n)));
    for (const [index, accountId] of accounts.entries()) {
      expect(answers[index]?.filter((answer) => answer === "held")).toHaveLength(33);
      expect(await balance(database, accountId)).toMatchObject({ availableNanoton: 10n, heldNanoton: 990n });
    }
  });

  it("holds one key once", async () => {
    const accountId = await fundedAccount(database, 100n);
    const [key] = keys(accountId, 1) as [HoldKey];
    const answers = await holdAll(
      times(60, () => key),
      100n,
    );
    expect(answers.filter((answer) => answer === "held")).toHaveLength(1);
    expect(answers.filter((answer) => answer === "exists")).toHaveLength(59);
  });

  it("ends every hold once, whoever races: settle, release or expire", async () => {
    const accounts = await Promise.all(times(5, () => fundedAccount(database, 100n * 60n)));
    const all = accounts.flatMap((accountId) => keys(accountId, 60));
    await holdAll(all, 100n);
    const workerId = randomUUID();
    const ends = shuffled(
      all.flatMap((key) => [
        async () => ({ key, ...(await settled(key, 40n, workerId)) }),
        async () => ({ key, ...(await settled(key, 100n, workerId)) }),
        async () => ({ key, kind: await release(database, key), chargedNanoton: 0n }),
        async () => ({ key, kind: await expire(database, key), chargedNanoton: 0n }),
      ]),
    );
    const moved = (await Promise.all(ends.map((end) => end()))).filter(({ kind }) => kind !== "exists");
    expect(new Set(moved.map(({ key }) => key.jobId)).size).toBe(all.length);
    expect(moved).toHaveLength(all.length);
    const charged = moved.reduce((sum, { chargedNanoton }) => sum + chargedNanoton, 0n);
    let left = 0n;
    for (const accountId of accounts) {
      const { availableNanoton, heldNanoton } = await balance(database, accountId);
      expect(heldNanoton).toBe(0n);
      left += availableNanoton;
    }
    expect(left + charged).toBe(100n * 60n * 5n);
    expect((await operatorEarnings(database, workerId)).earnedNanoton).toBe((charged * 9n) / 10n);
  }, 60_000);

  it("pays new and shared workers without a deadlock, while others read and roll up", async () => {
    const before = await deadlocks();
    const accounts = await Promise.all(times(6, () => fundedAccount(database, 10_000n)));
    const workers = times(3, () => randomUUID());
    let running = true;
    const sums: bigint[] = [];
    const watch = (async () => {
      while (running) sums.push((await totals(database)).sumNanoton);
    })();
    const roll = (async () => {
      while (running) await rollUp(database);
    })();
    const all = shuffled(accounts.flatMap((accountId) => keys(accountId, 50)));
    await Promise.all(
      all.map(async (key, index) => {
        expect(await hold(database, { ...key, amountNanoton: nanoton(100n) })).toBe("held");
        await settled(key, 50n, workers[index % 3] ?? "");
      }),
    );
    running = false;
    await Promise.all([watch, roll]);
    expect(sums.filter((sum) => sum !== 0n)).toEqual([]);
    expect(sums.length).toBeGreaterThan(0);
    for (const workerId of workers)
      expect((await operatorEarnings(database, workerId)).earnedNanoton).toBe(4_500n);
    expect(await deadlocks()).toBe(before);
  }, 60_000);

  it("moves everything once although connections are cut in mid-move", async () => {
    const accounts: string[] = [];
    const workerId = randomUUID();
    const admin = connect({ url: database.url, max: 1 });
    await ping(admin);
    let cut = 0;
    let running = true;
    const cutter = (async () => {
      const one = sql`select count(pg_terminate_backend(pid))::integer as cut from (select pid from pg_stat_activity
        where datname = current_database() and pid <> pg_backend_pid() and state like any (array['active', 'idle in%'])
        limit 2) as victims`;
      while (running && cut < 40)
        cut += Number((await retried(() => admin.run((s) => s.execute(one))))[0]?.cut);
    })();
    const move = async (key: ReturnType<typeof keys>[number]): Promise<void> => {
      expect(["held", "exists"]).toContain(
        await retried(() => hold(database, { ...key, amountNanoton: nanoton(100n) })),
      );
      expect(await retried(() => settled(key, 70n, workerId))).toMatchObject({ chargedNanoton: 70n });
    };
    // Another round where the moves were over before a connection was caught in one.
    while (cut === 0) {
      const round = await retried(() => Promise.all(times(4, () => fundedAccount(database, 10_000n))));
      accounts.push(...round);
      await Promise.all(round.flatMap((accountId) => keys(accountId, 50)).map(move));
    }
    running = false;
    await cutter;
    await admin.close();
    for (const accountId of accounts) {
      expect(await balance(database, accountId)).toMatchObject({ availableNanoton: 6_500n, heldNanoton: 0n });
    }
    expect((await operatorEarnings(database, workerId)).earnedNanoton).toBe(
      63n * 50n * BigInt(accounts.length),
    );
    const left = await openHolds(database, { olderThanMs: 0, limit: 10_000 });
    expect(left.filter(({ accountId }) => accounts.includes(accountId))).toEqual([]);
  }, 120_000);
});
