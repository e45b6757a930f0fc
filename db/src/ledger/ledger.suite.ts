import { randomBytes, randomInt, randomUUID } from "node:crypto";
import { inspect } from "node:util";
import { nanoton } from "@cocoon/protocol/money";
import { sql } from "drizzle-orm";
import { OPEN_TIMEOUT_MS } from "../testing/index.ts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { DatabaseError, type Database } from "../connection/index.ts";
import { transfers } from "../schema/index.ts";
import {
  balance,
  expire,
  grant,
  grantReturn,
  deposit,
  hold,
  type HoldKey,
  LedgerError,
  openAccount,
  openHolds,
  operatorEarnings,
  release,
  rollUp,
  settle,
  entries as allEntries,
  totals,
  withdraw,
} from "./index.ts";

export const randomJobId = (): string => randomBytes(32).toString("hex");

/** A new account with this much available. */
export async function fundedAccount(database: Database, available: bigint): Promise<string> {
  const accountId = randomUUID();
  await openAccount(database, { accountId, label: "test" });
  if (available > 0n) {
    await deposit(database, { transferId: randomUUID(), accountId, amountNanoton: nanoton(available) });
  }
  return accountId;
}

const worker = () => `operator-${randomUUID()}`;

/** What every implementation of the driver port must let the ledger keep. */
export function ledgerSuite(open: () => Promise<Database>): void {
  describe("ledger", () => {
    let database: Database;
    beforeAll(async () => {
      database = await open();
    }, OPEN_TIMEOUT_MS);
    afterAll(async () => {
      expect((await totals(database)).sumNanoton).toBe(0n);
      await database.close();
    });

    const held = async (available: bigint, amount: bigint): Promise<HoldKey> => {
      const accountId = await fundedAccount(database, available);
      const key = { accountId, jobId: randomJobId(), post: 1 };
      expect(await hold(database, { ...key, amountNanoton: nanoton(amount) })).toBe("held");
      return key;
    };
    const sums = async (accountId: string) => {
      const { availableNanoton, heldNanoton } = await balance(database, accountId);
      return [availableNanoton, heldNanoton];
    };
    const cost = (costNanoton: bigint, workerId: string | null, commissionPpm = 50_000) => ({
      costNanoton: nanoton(costNanoton),
      workerId,
      commissionPpm,
    });

    it("opens an account once and pays in once", async () => {
      const accountId = randomUUID();
      expect(await openAccount(database, { accountId, label: "a" })).toBe("opened");
      expect(await openAccount(database, { accountId, label: "b" })).toBe("exists");
      const move = { transferId: randomUUID(), accountId, amountNanoton: nanoton(100n) };
      expect(await deposit(database, move)).toBe("deposited");
      expect(await deposit(database, move)).toBe("exists");
      expect(await sums(accountId)).toEqual([100n, 0n]);
    });

    it("refuses a transfer id that stands for another move", async () => {
      const accountId = await fundedAccount(database, 0n);
      const move = { transferId: randomUUID(), accountId, amountNanoton: nanoton(100n) };
      await deposit(database, move);
      const other = { ...move, amountNanoton: nanoton(101n) };
      await expect(deposit(database, other)).rejects.toMatchObject({ code: "transfer_id_conflict" });
      expect(await sums(accountId)).toEqual([100n, 0n]);
    });

    it("holds once, and not more than is available", async () => {
      const key = await held(100n, 60n);
      expect(await hold(database, { ...key, amountNanoton: nanoton(60n) })).toBe("exists");
      expect(await hold(database, { ...key, post: 2, amountNanoton: nanoton(41n) })).toBe("insufficient");
      expect(await hold(database, { ...key, post: 2, amountNanoton: nanoton(40n) })).toBe("held");
      expect(await sums(key.accountId)).toEqual([0n, 100n]);
    });

    it("settles: the cost to worker and platform, the rest back", async () => {
      const key = await held(1000n, 600n);
      const workerId = worker();
      const before = await commission();
      expect(await settle(database, { ...key, ...cost(333n, workerId, 100_000) })).toEqual({
        kind: "settled",
        chargedNanoton: 333n,
      });
      expect(await sums(key.accountId)).toEqual([667n, 0n]);
      // A tenth of 333 rounded down is the platform's.
      expect(await operatorEarnings(database, workerId)).toEqual({ earnedNanoton: 300n });
      expect((await commission()) - before).toBe(33n);
    });

    it("leaves of many fractions no more to the workers than the sum's part does", async () => {
      const { accountId, jobId } = await held(100n, 10n);
      const workerId = worker();
      const before = await commission();
      for (const post of [2, 3, 4])
        await hold(database, { accountId, jobId, post, amountNanoton: nanoton(10n) });
      for (const post of [1, 2, 3, 4])
        await settle(database, { accountId, jobId, post, ...cost(5n, workerId, 150_000) });
      // Each alone would give the platform nothing of its 0.75; 15 % of 20 are 3.
      expect((await commission()) - before).toBe(3n);
      expect(await operatorEarnings(database, workerId)).toEqual({ earnedNanoton: 17n });
    });

    const commission = async () =>
      (await totals(database)).totals.find(({ purpose }) => purpose === "commission")?.balanceNanoton ?? 0n;

    it.each([
      ["the whole of it", 600n, 0],
      ["nothing", 0n, 500_000],
      ["all to the platform", 600n, 1_000_000],
    ])("settles %s", async (_, amount, ppm) => {
      const key = await held(600n, 600n);
      const settled = await settle(database, { ...key, ...cost(amount, worker(), ppm) });
      expect(settled).toEqual({ kind: "settled", chargedNanoton: amount });
      expect(await sums(key.accountId)).toEqual([600n - amount, 0n]);
    });

    it("ends a hold once, whoever comes second", async () => {
      const ends = {
        settle: async (key: HoldKey) => (await settle(database, { ...key, ...cost(70n, "w") })).kind,
        release: (key: HoldKey) => release(database, key),
        expire: (key: HoldKey) => expire(database, key),
      };
      const first = { settle: "settled", release: "released", expire: "expired" };
      for (const one of ["settle", "release", "expire"] as const) {
        for (const two of ["settle", "release", "expire"] as const) {
          const key = await held(100n, 100n);
          expect(await ends[one](key)).toBe(first[one]);
          const after = await sums(key.accountId);
          expect(await ends[two](key)).toBe("exists");
          expect(await hold(database, { ...key, amountNanoton: nanoton(1n) })).toBe("exists");
          expect(await sums(key.accountId)).toEqual(after);
        }
      }
    });

    it("answers a repeated settle with what was charged the first time", async () => {
      const key = await held(100n, 100n);
      await settle(database, { ...key, ...cost(70n, worker()) });
      const again = await settle(database, { ...key, ...cost(90n, worker()) });
      expect(again).toEqual({ kind: "exists", chargedNanoton: 70n });
    });

    it("refuses what can't be, and moves nothing", async () => {
      const key = await held(100n, 50n);
      const stranger = { ...key, accountId: randomUUID() };
      const refusals: [() => Promise<unknown>, string][] = [
        [() => settle(database, { ...key, ...cost(51n, "w") }), "cost_above_hold"],
        [() => settle(database, { ...key, post: 9, ...cost(1n, "w") }), "hold_unknown"],
        [() => release(database, { ...key, jobId: randomJobId() }), "hold_unknown"],
        [() => hold(database, { ...stranger, amountNanoton: nanoton(1n) }), "account_unknown"],
        [() => balance(database, stranger.accountId), "account_unknown"],
      ];
      for (const [move, code] of refusals)
        await expect(move()).rejects.toMatchObject({ name: "LedgerError", code });
      await expect(settle(database, { ...key, ...cost(1n, null) })).rejects.toThrow(RangeError);
      await expect(settle(database, { ...key, ...cost(1n, "w", 1_000_001) })).rejects.toThrow(RangeError);
      expect(await sums(key.accountId)).toEqual([50n, 50n]);
      expect(new LedgerError("hold_unknown").message).toBe("no such hold was ever made");
    });

    it("keeps amounts above 2^53 exact", async () => {
      const amount = (1n << 62n) + 1n;
      const key = await held(amount, amount);
      expect(await settle(database, { ...key, ...cost(amount, worker(), 1) })).toMatchObject({
        chargedNanoton: amount,
      });
      expect(await sums(key.accountId)).toEqual([0n, 0n]);
    });

    it("shows a person every move, newest first, page by page", async () => {
      const key = await held(100n, 60n);
      await settle(database, { ...key, ...cost(40n, worker(), 250_000) });
      const last = { ...key, post: 2 };
      await hold(database, { ...last, amountNanoton: nanoton(5n) });
      await expire(database, last);
      const { entries, next } = await allEntries(database, { accountId: key.accountId });
      expect(next).toBeNull();
      expect(
        entries.map((entry) => [entry.kind, entry.availableNanoton, entry.heldNanoton, entry.post]),
      ).toEqual([
        ["expire", 5n, -5n, 2],
        ["hold", -5n, 5n, 2],
        ["release", 20n, -20n, 1],
        ["settle_commission", 0n, -10n, 1],
        ["settle_worker", 0n, -30n, 1],
        ["hold", -60n, 60n, 1],
        ["deposit", 100n, 0n, null],
      ]);
      expect(entries[0]).toMatchObject({ jobId: key.jobId });
      expect(Math.abs((entries[0]?.createdMs ?? 0) - Date.now())).toBeLessThan(60_000);
      const paged = [];
      for (let before: string | null = null; ; ) {
        const page = await allEntries(database, { accountId: key.accountId, before, limit: 3 });
        paged.push(...page.entries);
        if (page.next === null) break;
        before = page.next;
      }
      expect(paged).toEqual(entries);
      await expect(allEntries(database, { accountId: key.accountId, before: "x" })).rejects.toThrow(
        RangeError,
      );
    });

    it("grants a sponsor's money, within a day's budget for all together, and takes back what is left", async () => {
      const [sponsorId, one, two] = [
        await fundedAccount(database, 1_000n),
        await fundedAccount(database, 0n),
        await fundedAccount(database, 0n),
      ];
      const trial = { day: `20${String(randomInt(10, 99))}-01-01`, dayBudgetNanoton: nanoton(100n) };
      const give = (accountId: string, amount: bigint, transferId = randomUUID()) =>
        grant(database, { transferId, sponsorId, accountId, amountNanoton: nanoton(amount), trial });
      const first = randomUUID();
      expect(await give(one, 60n, first)).toBe("granted");
      expect(await give(one, 60n, first)).toBe("exists");
      expect(await give(two, 41n)).toBe("day_budget_spent");
      await expect(give(two, 40n, first)).rejects.toMatchObject({ code: "transfer_id_conflict" });
      expect(await give(two, 40n)).toBe("granted");
      expect(
        await grant(database, {
          ...{ transferId: randomUUID(), sponsorId, accountId: two },
          amountNanoton: nanoton(901n),
        }),
      ).toBe("insufficient");
      const other = { transferId: randomUUID(), sponsorId: one, accountId: two, amountNanoton: nanoton(1n) };
      await expect(grant(database, other)).rejects.toMatchObject({ code: "other_sponsor" });
      expect(await sums(sponsorId)).toEqual([900n, 0n]);
      const back = { transferId: randomUUID(), accountId: one, amountNanoton: nanoton(60n) };
      expect(await grantReturn(database, back)).toBe("returned");
      expect(await grantReturn(database, back)).toBe("exists");
      expect(await grantReturn(database, { ...back, transferId: randomUUID() })).toBe("insufficient");
      expect(await sums(sponsorId)).toEqual([960n, 0n]);
      // Granted money buys answers only.
      await withdraw(database, { transferId: randomUUID(), accountId: two, amountNanoton: nanoton(5n) });
      expect(await balance(database, two)).toMatchObject({ availableNanoton: 0n, grantedNanoton: 40n });
    });

    it("lists open holds by age", async () => {
      const key = await held(100n, 60n);
      const mine = (holds: { accountId: string }[]) =>
        holds.filter(({ accountId }) => accountId === key.accountId);
      expect(mine(await openHolds(database, { olderThanMs: 0, limit: 10_000 }))).toEqual([
        { ...key, amountNanoton: 60n },
      ]);
      expect(mine(await openHolds(database, { olderThanMs: 3_600_000, limit: 10_000 }))).toEqual([]);
      await release(database, key);
      expect(mine(await openHolds(database, { olderThanMs: 0, limit: 10_000 }))).toEqual([]);
    });

    it("reads the same totals before and after they are rolled up", async () => {
      const workerId = worker();
      const earn = async (amount: bigint) => {
        const key = await held(amount, amount);
        await settle(database, { ...key, ...cost(amount, workerId, 0) });
      };
      await earn(7n);
      const before = await totals(database);
      expect(await rollUp(database)).toBe("rolled");
      expect(await rollUp(database)).toBe("rolled");
      expect(await totals(database)).toEqual(before);
      expect(await operatorEarnings(database, workerId)).toEqual({ earnedNanoton: 7n });
      await earn(5n);
      expect(await operatorEarnings(database, workerId)).toEqual({ earnedNanoton: 12n });
      await rollUp(database);
      expect(await operatorEarnings(database, workerId)).toEqual({ earnedNanoton: 12n });
      expect(before.sumNanoton).toBe(0n);
    });

    it("never changes a transfer", async () => {
      await held(10n, 10n);
      for (const change of [
        sql`update ${transfers} set amount_nanoton = 1`,
        sql`delete from ${transfers}`,
        sql`truncate ${transfers}`,
      ]) {
        await expect(database.run((statements) => statements.execute(change))).rejects.toMatchObject({
          code: "23001",
        });
      }
    });

    it("can't write a negative balance, even by hand", async () => {
      const { accountId } = await held(10n, 5n);
      for (const column of ["available_nanoton", "held_nanoton"]) {
        const change = sql`update balances set ${sql.identifier(column)} = -1 where account_id = ${accountId}::uuid`;
        await expect(database.run((statements) => statements.execute(change))).rejects.toMatchObject({
          code: "23514",
        });
      }
    });

    it("says no parameter in an error", async () => {
      const canary = "canary-7f3a";
      const key = { accountId: canary, jobId: randomJobId(), post: 1 };
      const error = await hold(database, { ...key, amountNanoton: nanoton(1n) }).catch(
        (reason: unknown) => reason,
      );
      expect(error).toBeInstanceOf(DatabaseError);
      expect(error).toMatchObject({ code: "22P02", transient: false });
      expect(inspect(error, { depth: null, showHidden: true })).not.toContain(canary);
    });
  });
}
