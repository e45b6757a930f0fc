import { randomBytes, randomUUID } from "node:crypto";
import { type Nanoton, nanoton } from "@cocoon/protocol/money";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Database } from "../connection/index.ts";
import { eventsAfter } from "../events/index.ts";
import { accountOfIdentity, linkIdentity, signIn } from "../identities/index.ts";
import { admit, type AdmissionTerms, finish } from "../jobs/index.ts";
import { ended, newJob } from "../jobs/jobs.suite.ts";
import {
  balance,
  balanceDrift,
  escrowDrift,
  expectedOnChain,
  grant,
  hold,
  release,
  settle,
  totals,
} from "../ledger/index.ts";
import { OPEN_TIMEOUT_MS } from "../testing/index.ts";
import {
  addPayerSignature,
  addPayout,
  applyChainEvent,
  batchPayouts,
  chainCursor,
  type ChainEffect,
  duePayouts,
  type EscrowState,
  escrowAt,
  escrowOf,
  escrowsToCharge,
  expireVouchers,
  freezeEscrow,
  latestVoucher,
  markBatchSent,
  markVoucherSent,
  openBatches,
  openVouchers,
  owingOf,
  payoutOwner,
  payoutsOfBatch,
  requestPayNow,
  saveVoucher,
  setPayoutThreshold,
} from "./index.ts";

export const rawAddress = (): string => `0:${randomBytes(32).toString("hex")}`;
const hash = (): string => randomBytes(32).toString("hex");
const DAY = 20_787;
const DAY_MS = 86_400_000;

/** A treasury's history as the watcher brings it: each event follows the one before. */
export class History {
  readonly #database: Database;
  readonly address = rawAddress();
  lt = 0n;
  hash = "00".repeat(32);

  constructor(database: Database) {
    this.#database = database;
  }

  next(effect: ChainEffect, step = 2n) {
    return {
      address: this.address,
      lt: this.lt + step,
      hash: hash(),
      prevLt: this.lt,
      prevHash: this.hash,
      effect,
    };
  }

  async apply(effect: ChainEffect): Promise<void> {
    const event = this.next(effect);
    expect(await applyChainEvent(this.#database, event)).toBe("applied");
    this.lt = event.lt;
    this.hash = event.hash;
  }
}

/** An escrow's absolute state, changed as its contract would change it. */
export class EscrowModel {
  state: EscrowState;

  constructor(owner = rawAddress()) {
    const zero = nanoton(0n);
    this.state = {
      address: rawAddress(),
      owner,
      epoch: 0,
      depositedNanoton: zero,
      chargedNanoton: zero,
      chargedTotalNanoton: zero,
      paidOutNanoton: zero,
      balanceNanoton: zero,
      dailyLimitNanoton: nanoton(10n ** 15n),
      pendingDailyLimitNanoton: null,
      payerKey: null,
      pendingPayerKey: null,
      pendingAt: null,
      day: DAY,
      chargedTodayNanoton: zero,
      closingAt: null,
      keySeq: 1,
    };
  }

  change(changes: Partial<EscrowState>): ChainEffect {
    this.state = { ...this.state, ...changes };
    return { kind: "escrow", state: this.state };
  }

  deposit(amount: bigint): ChainEffect {
    const { depositedNanoton, balanceNanoton } = this.state;
    return this.change({
      depositedNanoton: nanoton(depositedNanoton + amount),
      balanceNanoton: nanoton(balanceNanoton + amount),
    });
  }

  charge(amount: bigint): ChainEffect {
    const { chargedNanoton, chargedTotalNanoton, chargedTodayNanoton, balanceNanoton } = this.state;
    return this.change({
      chargedNanoton: nanoton(chargedNanoton + amount),
      chargedTotalNanoton: nanoton(chargedTotalNanoton + amount),
      chargedTodayNanoton: nanoton(chargedTodayNanoton + amount),
      balanceNanoton: nanoton(balanceNanoton - amount),
    });
  }

  /** Pays everything out; `last` is charged by the close itself. */
  close(last = 0n): ChainEffect {
    const { balanceNanoton, paidOutNanoton, chargedTotalNanoton, epoch } = this.state;
    return this.change({
      epoch: epoch + 1,
      chargedNanoton: nanoton(0n),
      chargedTotalNanoton: nanoton(chargedTotalNanoton + last),
      paidOutNanoton: nanoton(paidOutNanoton + balanceNanoton - last),
      balanceNanoton: nanoton(0n),
      closingAt: null,
    });
  }
}

/** What every implementation of the driver port must let the chain's effects keep. */
export function chainSuite(open: () => Promise<Database>): void {
  describe("chain", () => {
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

    /** An escrow with this much in it, and its account. */
    const funded = async (amount: bigint, changes: Partial<EscrowState> = {}) => {
      const escrow = new EscrowModel();
      escrow.change(changes);
      await history.apply(escrow.deposit(amount));
      const accountId = await accountOfIdentity(database, { kind: "wallet", subject: escrow.state.owner });
      if (!accountId) throw new Error("a deposit makes its wallet's account");
      return { escrow, accountId };
    };
    const available = async (accountId: string) => (await balance(database, accountId)).availableNanoton;
    const spend = async (accountId: string, cost: bigint, workerId = "w", source?: "granted") => {
      const key = { accountId, jobId: hash(), post: 1 };
      const move = { ...key, amountNanoton: nanoton(cost) };
      expect(await hold(database, source ? { ...move, source } : move)).toBe("held");
      await settle(database, { ...key, costNanoton: nanoton(cost), workerId, commissionPpm: 100_000 });
    };
    const kinds = async (accountId: string) =>
      (await eventsAfter(database, { accountId, seq: "0" })).map(({ kind }) => kind);

    it("credits a deposit once, with the cursor, and tells the person", async () => {
      const escrow = new EscrowModel();
      const event = history.next(escrow.deposit(500n));
      expect(await applyChainEvent(database, event)).toBe("applied");
      expect(await applyChainEvent(database, event)).toBe("exists");
      expect(await chainCursor(database, history.address)).toEqual({ lt: event.lt, hash: event.hash });
      ({ lt: history.lt, hash: history.hash } = event);
      const accountId =
        (await accountOfIdentity(database, { kind: "wallet", subject: escrow.state.owner })) ?? "";
      expect(await available(accountId)).toBe(500n);
      expect(await kinds(accountId)).toEqual(["credited"]);
      expect(await escrowOf(database, accountId)).toMatchObject({
        ...escrow.state,
        accountId,
        lastLt: event.lt,
      });
      expect(await escrowAt(database, rawAddress())).toBeNull();
    });

    it("applies nothing that does not follow the cursor", async () => {
      const { escrow } = await funded(100n);
      const next = history.next(escrow.deposit(1n));
      for (const wrong of [
        { ...next, prevLt: next.prevLt - 1n },
        { ...next, prevHash: hash() },
        { ...next, lt: next.prevLt - 1n },
        { ...next, prevLt: next.lt, lt: next.lt + 2n },
        { ...next, address: rawAddress() },
      ])
        expect(await applyChainEvent(database, wrong)).toBe("gap");
      expect(await chainCursor(database, history.address)).toEqual({ lt: history.lt, hash: history.hash });
    });

    it("takes logical times above what a bigint holds", async () => {
      const other = new History(database);
      other.lt = 0n;
      const event = other.next({ kind: "none" }, 2n ** 64n - 1n);
      expect(await applyChainEvent(database, event)).toBe("applied");
      expect(await chainCursor(database, other.address)).toEqual({ lt: 2n ** 64n - 1n, hash: event.hash });
    });

    it("refuses an older or contradicting state and changes nothing", async () => {
      const { escrow, accountId } = await funded(100n);
      const { state } = escrow;
      for (const contradiction of [
        { depositedNanoton: nanoton(99n), balanceNanoton: nanoton(99n) },
        { balanceNanoton: nanoton(101n) },
        { owner: rawAddress() },
      ]) {
        const event = history.next({ kind: "escrow", state: { ...state, ...contradiction } });
        await expect(applyChainEvent(database, event)).rejects.toMatchObject({ code: /^23/ });
      }
      expect(await available(accountId)).toBe(100n);
      expect((await chainCursor(database, history.address))?.lt).toBe(history.lt);
    });

    it("pays a close out, and what was never collected is a loss that later money repays", async () => {
      const { escrow, accountId } = await funded(100n);
      await spend(accountId, 30n);
      await history.apply(escrow.charge(10n));
      expect(await owingOf(database, accountId)).toMatchObject({ owingNanoton: 20n });
      await history.apply(escrow.close());
      expect(await available(accountId)).toBe(0n);
      expect(await owingOf(database, accountId)).toBeNull();
      await history.apply(escrow.deposit(50n));
      expect(await available(accountId)).toBe(30n);
      expect(await owingOf(database, accountId)).toMatchObject({ owingNanoton: 20n });
      expect(await kinds(accountId)).toEqual(["credited", "withdrawn", "credited"]);
    });

    it("takes a close that pays out held money back from what the hold releases", async () => {
      const { escrow, accountId } = await funded(100n);
      const key = { accountId, jobId: hash(), post: 1 };
      await hold(database, { ...key, amountNanoton: nanoton(40n) });
      await history.apply(escrow.close());
      expect(await escrowDrift(database)).toEqual([]);
      await release(database, key);
      expect(await balance(database, accountId)).toMatchObject({ availableNanoton: 0n, heldNanoton: 0n });
      await history.apply(escrow.deposit(10n));
      expect(await available(accountId)).toBe(10n);
    });

    it("gives a deposit to the account a wallet was linked to before", async () => {
      const owner = rawAddress();
      const { accountId } = await signIn(database, { kind: "telegram", subject: randomUUID() }, "t");
      await linkIdentity(database, accountId, { kind: "wallet", subject: owner });
      await history.apply(new EscrowModel(owner).deposit(7n));
      expect(await available(accountId)).toBe(7n);
    });

    it("lists what is to be charged: by amount, by age, and whoever is closing", async () => {
      const [large, small, closing] = [await funded(1_000n), await funded(1_000n), await funded(1_000n)];
      await spend(large.accountId, 500n);
      await spend(small.accountId, 5n);
      await spend(closing.accountId, 6n);
      await history.apply(closing.escrow.change({ closingAt: 1 }));
      const mine = new Set([large, small, closing].map(({ accountId }) => accountId));
      const owing = async (leastNanoton: bigint, olderThanMs: number) =>
        (await escrowsToCharge(database, { leastNanoton: nanoton(leastNanoton), olderThanMs, limit: 1_000 }))
          .filter(({ accountId }) => mine.has(accountId))
          .map(({ accountId, owingNanoton }) => [accountId, owingNanoton]);
      const [one, two, three] = [
        [large.accountId, 500n],
        [closing.accountId, 6n],
        [small.accountId, 5n],
      ];
      expect(await owing(100n, 3_600_000)).toEqual([one, two]);
      expect(await owing(100n, 0)).toEqual([one, two, three]);
      await history.apply(large.escrow.charge(500n));
      expect(await owing(1n, 0)).toEqual([two, three]);
    });

    it("charges a sponsor's escrow for what others spend of its grants", async () => {
      const sponsor = await funded(1_000n);
      const { accountId } = await signIn(database, { kind: "telegram", subject: randomUUID() }, "t");
      const move = { transferId: randomUUID(), sponsorId: sponsor.accountId, accountId };
      expect(await grant(database, { ...move, amountNanoton: nanoton(100n) })).toBe("granted");
      await spend(accountId, 30n, "w", "granted");
      expect(await owingOf(database, sponsor.accountId)).toMatchObject({ owingNanoton: 30n });
      await history.apply(sponsor.escrow.charge(30n));
      expect(await owingOf(database, sponsor.accountId)).toBeNull();
    });

    describe("admission", () => {
      const NOW = DAY * DAY_MS + 5;
      const post = async (accountId: string, ceiling: bigint, terms: AdmissionTerms = {}) => {
        const job = newJob(accountId, ceiling, { createdMs: NOW });
        return { job, admission: await admit(database, job, terms) };
      };
      const kindOf = async (accountId: string, ceiling: bigint, terms?: AdmissionTerms) =>
        (await post(accountId, ceiling, terms)).admission.kind;

      it("counts what is uncollected and held against the day's limit", async () => {
        const { escrow, accountId } = await funded(1_000n, { dailyLimitNanoton: nanoton(100n) });
        const { job } = await post(accountId, 60n);
        expect(await kindOf(accountId, 41n)).toBe("daily_limit");
        await finish(database, ended(job, { costNanoton: nanoton(50n) }));
        expect(await kindOf(accountId, 51n)).toBe("daily_limit");
        await history.apply(escrow.charge(50n));
        expect(await kindOf(accountId, 51n)).toBe("daily_limit");
        await history.apply(escrow.change({ day: DAY - 1 }));
        expect(await kindOf(accountId, 51n)).toBe("admitted");
        await history.apply(
          escrow.change({ day: DAY - 1, pendingDailyLimitNanoton: nanoton(60n), pendingAt: 1 }),
        );
        expect(await kindOf(accountId, 10n)).toBe("daily_limit");
        expect(await kindOf(accountId, 9n)).toBe("admitted");
      });

      it("never lets more be spent than the escrow holds", async () => {
        const { escrow, accountId } = await funded(100n);
        const key = { accountId, jobId: hash(), post: 1 };
        await hold(database, { ...key, amountNanoton: nanoton(40n) });
        await history.apply(escrow.close());
        await history.apply(escrow.deposit(30n));
        expect(await kindOf(accountId, 1n)).toBe("insufficient");
        await release(database, key);
        expect(await kindOf(accountId, 31n)).toBe("insufficient");
        expect(await kindOf(accountId, 30n)).toBe("admitted");
      });

      it("admits nothing while a close is under way or signed", async () => {
        const { escrow, accountId } = await funded(1_000n);
        const { job } = await post(accountId, 100n);
        const untilMs = NOW + 1_000;
        expect(await freezeEscrow(database, { accountId, untilMs })).toEqual({ kind: "jobs_open" });
        await finish(database, ended(job, { costNanoton: nanoton(70n) }));
        const { address, epoch } = escrow.state;
        expect(await freezeEscrow(database, { accountId, untilMs })).toEqual({
          kind: "frozen",
          address,
          epoch,
          cumulativeNanoton: 70n,
        });
        expect(await kindOf(accountId, 1n)).toBe("account_closing");
        await history.apply(escrow.close(70n));
        await history.apply(escrow.deposit(100n));
        expect(await kindOf(accountId, 1n)).toBe("admitted");
        await history.apply(escrow.change({ closingAt: 5 }));
        expect(await kindOf(accountId, 1n)).toBe("account_closing");
        const { accountId: none } = await signIn(database, { kind: "telegram", subject: randomUUID() }, "t");
        expect(await freezeEscrow(database, { accountId: none, untilMs })).toEqual({ kind: "no_escrow" });
      });

      it("asks for the payer's signature, and takes no bearer, with a payer key", async () => {
        const { escrow, accountId } = await funded(1_000n, { payerKey: hash() });
        expect(await kindOf(accountId, 10n, { bearer: true })).toBe("payer_key_required");
        const { job } = await post(accountId, 100n);
        expect(await kindOf(accountId, 100n)).toBe("signature_due");
        await finish(database, ended(job, { costNanoton: nanoton(70n) }));
        expect(await kindOf(accountId, 100n)).toBe("signature_due");
        expect(await kindOf(accountId, 30n, { unsignedLimitNanoton: nanoton(100n) })).toBe("admitted");
        const voucher = {
          escrow: escrow.state.address,
          epoch: escrow.state.epoch,
          kind: "charge" as const,
          cumulativeNanoton: nanoton(70n),
          validUntil: 2_000,
        };
        await saveVoucher(database, { ...voucher, proxySignature: randomBytes(64), payerSignature: null });
        expect(await kindOf(accountId, 100n, { unsignedLimitNanoton: nanoton(130n) })).toBe("signature_due");
        expect(await addPayerSignature(database, { ...voucher, validUntil: 1 }, randomBytes(64))).toBe(false);
        expect(await addPayerSignature(database, voucher, randomBytes(64))).toBe(true);
        expect(await kindOf(accountId, 100n, { unsignedLimitNanoton: nanoton(130n) })).toBe("admitted");
      });

      it("runs a trial on granted money wholly, or on one's own wholly", async () => {
        const sponsor = await funded(1_000n);
        const { accountId } = await funded(50n);
        const move = { transferId: randomUUID(), sponsorId: sponsor.accountId, accountId };
        await grant(database, { ...move, amountNanoton: nanoton(30n) });
        expect((await post(accountId, 20n)).admission).toMatchObject({ kind: "admitted", source: "own" });
        const trial = { mayUseGrant: true };
        expect((await post(accountId, 20n, trial)).admission).toMatchObject({ source: "granted" });
        expect((await post(accountId, 20n, trial)).admission).toMatchObject({ source: "own" });
        expect(await balance(database, accountId)).toEqual({
          availableNanoton: 10n,
          heldNanoton: 40n,
          grantedNanoton: 10n,
          grantedHeldNanoton: 20n,
        });
      });
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
        const { escrow, accountId } = await funded(100n);
        await spend(accountId, 60n);
        const first = await keep(escrow, 20n);
        const second = await keep(escrow, 50n);
        await markVoucherSent(database, second);
        await history.apply(escrow.charge(20n));
        const open = (await openVouchers(database, { limit: 1_000 })).filter(
          (one) => one.escrow === first.escrow,
        );
        expect(open).toMatchObject([{ cumulativeNanoton: 50n, state: "sent" }]);
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
        const { escrow, accountId } = await funded(100n);
        await spend(accountId, 30n);
        const charge = await keep(escrow, 10n);
        const close = await keep(escrow, 30n, "close");
        await history.apply(escrow.close(30n));
        expect(await stateOf(charge)).toBe("confirmed");
        expect(await stateOf(close)).toBe("confirmed");
        await history.apply(escrow.deposit(100n));
        await spend(accountId, 40n);
        const lost = await keep(escrow, 40n);
        await history.apply(escrow.close());
        expect(await stateOf(lost)).toBe("expired");
      });

      it("expire by their time, and may be signed again", async () => {
        const { escrow } = await funded(100n);
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
        const { escrow, accountId } = await funded(cost);
        await spend(accountId, cost, owner);
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
      const { escrow, accountId } = await funded(1_000n);
      const owner = rawAddress();
      await spend(accountId, 400n, owner);
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
