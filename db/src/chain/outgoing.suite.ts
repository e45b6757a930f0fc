import { randomBytes, randomUUID } from "node:crypto";
import { type Nanoton, nanoton } from "@cocoon/protocol/money";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Database } from "../connection/index.ts";
import { balanceDrift, escrowDrift, expectedOnChain, totals } from "../ledger/index.ts";
import { OPEN_TIMEOUT_MS } from "../testing/index.ts";
import { type EscrowModel, fundedEscrow, History, rawAddress, spend } from "./chain.model.ts";
import {
  addPayout,
  batchPayouts,
  duePayouts,
  expireVouchers,
  latestVoucher,
  markBatchSent,
  markVoucherSent,
  openBatches,
  openVouchers,
  payoutOwner,
  payoutsOfBatch,
  requestPayNow,
  saveVoucher,
  setPayoutThreshold,
} from "./index.ts";

/** What every implementation of the driver port must let vouchers and payouts keep. */
export function outgoingSuite(open: () => Promise<Database>): void {
  describe("what goes to the chain", () => {
    let database: Database;
    let history: History;
    beforeAll(async () => {
      database = await open();
      history = new History(database);
    }, OPEN_TIMEOUT_MS);
    afterAll(async () => {
      expect((await totals(database)).sumNanoton).toBe(0n);
      expect(await balanceDrift(database)).toEqual([]);
      expect(await escrowDrift(database)).toEqual([]);
      await database.close();
    });

    describe("vouchers", () => {
      const keep = async (escrow: EscrowModel, cumulative: bigint, kind: "charge" | "close" = "charge") => {
        const { address, epoch } = escrow.state;
        const key = { escrow: address, epoch, kind, cumulativeNanoton: nanoton(cumulative) };
        const signatures = { proxySignature: randomBytes(64), payerSignature: null };
        await saveVoucher(database, { ...key, ...signatures, validUntil: 100 });
        return key;
      };
      const stateOf = async (key: { escrow: string; epoch: number; kind?: "charge" | "close" }) =>
        (await latestVoucher(database, key))?.state;

      it("are signed, sent, and confirmed by what the escrow was charged", async () => {
        const { escrow, accountId } = await fundedEscrow(database, history, 100n);
        await spend(database, accountId, 60n);
        const first = await keep(escrow, 20n);
        const second = await keep(escrow, 50n);
        await markVoucherSent(database, second);
        await history.apply(escrow.charge(20n));
        const undecided = (await openVouchers(database, { limit: 1_000 })).filter(
          (one) => one.escrow === first.escrow,
        );
        expect(undecided).toMatchObject([{ cumulativeNanoton: 50n, state: "sent" }]);
        await history.apply(escrow.charge(30n));
        expect(await stateOf(second)).toBe("confirmed");
        // What the chain has seen is not written over.
        await saveVoucher(database, {
          ...second,
          proxySignature: randomBytes(64),
          payerSignature: null,
          validUntil: 900,
        });
        expect(await latestVoucher(database, second)).toMatchObject({ state: "confirmed", validUntil: 100 });
      });

      it("of a finished epoch are confirmed or over", async () => {
        const { escrow, accountId } = await fundedEscrow(database, history, 100n);
        await spend(database, accountId, 30n);
        const charge = await keep(escrow, 10n);
        const close = await keep(escrow, 30n, "close");
        await history.apply(escrow.close(30n));
        expect(await stateOf(charge)).toBe("confirmed");
        expect(await stateOf(close)).toBe("confirmed");
        await history.apply(escrow.deposit(100n));
        await spend(database, accountId, 40n);
        const lost = await keep(escrow, 40n);
        await history.apply(escrow.close());
        expect(await stateOf(lost)).toBe("expired");
      });

      it("expire by their time, and may be signed again", async () => {
        const { escrow } = await fundedEscrow(database, history, 100n);
        const key = await keep(escrow, 10n);
        expect(await expireVouchers(database, 100)).toBe(0);
        expect(await expireVouchers(database, 101)).toBeGreaterThan(0);
        expect(await stateOf(key)).toBe("expired");
        await saveVoucher(database, {
          ...key,
          proxySignature: randomBytes(64),
          payerSignature: null,
          validUntil: 200,
        });
        expect(await stateOf(key)).toBe("signed");
      });
    });

    describe("payouts", () => {
      const earn = async (owner: string, cost: bigint) => {
        const { escrow, accountId } = await fundedEscrow(database, history, cost);
        await spend(database, accountId, cost, { workerId: owner });
        await history.apply(escrow.charge(cost));
      };
      const due = async (owner: string, threshold: bigint) =>
        (await duePayouts(database, { defaultThresholdNanoton: nanoton(threshold), limit: 1_000 })).filter(
          (one) => one.owner === owner,
        );
      const add = (owner: string, cumulativeNanoton: Nanoton) =>
        addPayout(database, {
          id: randomUUID(),
          owner,
          cumulativeNanoton,
          signature: randomBytes(64),
          coverNanoton: nanoton(10n ** 15n),
        });

      it("go from voucher to sent to confirmed, and pay once", async () => {
        const owner = rawAddress();
        await earn(owner, 1_000n);
        expect(await due(owner, 901n)).toEqual([]);
        expect(await due(owner, 900n)).toMatchObject([{ earnedNanoton: 900n, cumulativeNanoton: 0n }]);
        expect(await add(owner, nanoton(900n))).toBe("added");
        expect(await add(owner, nanoton(900n))).toBe("exists");
        expect(await add(owner, nanoton(800n))).toBe("exists");
        expect(await due(owner, 1n)).toEqual([]);
        const batch = randomUUID();
        const gathered = await batchPayouts(database, batch, 100);
        expect(gathered.filter((one) => one.owner === owner)).toMatchObject([
          { cumulativeNanoton: 900n, batch },
        ]);
        expect(await batchPayouts(database, batch, 100)).toEqual(gathered);
        expect(await batchPayouts(database, randomUUID(), 100)).toEqual([]);
        await markBatchSent(database, batch);
        expect(await openBatches(database)).toMatchObject([{ batch, state: "sent" }]);
        await history.apply({ kind: "payout", owner, amountNanoton: nanoton(900n) });
        expect(await payoutsOfBatch(database, batch)).toMatchObject([{ state: "confirmed" }]);
        expect(await openBatches(database)).toEqual([]);
        expect(await payoutOwner(database, owner)).toMatchObject({
          earnedNanoton: 900n,
          confirmedNanoton: 900n,
        });
        await earn(owner, 100n);
        expect(await due(owner, 90n)).toMatchObject([{ earnedNanoton: 990n, cumulativeNanoton: 900n }]);
      });

      it("follow the owner's own threshold, and their wish to be paid now", async () => {
        const owner = rawAddress();
        await earn(owner, 100n);
        await setPayoutThreshold(database, owner, nanoton(91n));
        expect(await due(owner, 1n)).toEqual([]);
        await requestPayNow(database, owner);
        expect(await due(owner, 1_000n)).toHaveLength(1);
        await add(owner, nanoton(90n));
        await earn(owner, 10n);
        expect(await due(owner, 1n)).toEqual([]);
        expect(await payoutOwner(database, owner)).toMatchObject({
          cumulativeNanoton: 90n,
          payNowAtMs: null,
        });
      });

      it("beyond what is owed are the platform's loss", async () => {
        const owner = rawAddress();
        await earn(owner, 100n);
        await history.apply({ kind: "payout", owner, amountNanoton: nanoton(95n) });
        expect(await payoutOwner(database, owner)).toMatchObject({
          confirmedNanoton: 95n,
          earnedNanoton: 95n,
        });
        const { totals: all } = await totals(database);
        expect(all.find(({ purpose }) => purpose === "losses")?.balanceNanoton).toBeLessThan(0n);
      });
    });

    it("expects on the chain what the chain was told to hold", async () => {
      const before = await expectedOnChain(database);
      const { escrow, accountId } = await fundedEscrow(database, history, 1_000n);
      const owner = rawAddress();
      await spend(database, accountId, 400n, { workerId: owner });
      await history.apply(escrow.charge(300n));
      await history.apply({ kind: "payout", owner, amountNanoton: nanoton(100n) });
      await history.apply({ kind: "draw", amountNanoton: nanoton(20n) });
      await history.apply({ kind: "fund", amountNanoton: nanoton(5n) });
      const after = await expectedOnChain(database);
      expect(after.escrowsNanoton - before.escrowsNanoton).toBe(700n);
      expect(after.treasuryNanoton - before.treasuryNanoton).toBe(300n - 100n - 20n + 5n);
    });
  });
}
