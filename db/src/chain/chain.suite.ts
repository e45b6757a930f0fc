import { randomBytes, randomUUID } from "node:crypto";
import { nanoton } from "@cocoon/protocol/money";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Database } from "../connection/index.ts";
import { eventsAfter } from "../events/index.ts";
import { accountOfIdentity, linkIdentity, signIn } from "../identities/index.ts";
import { admissible, admit, type AdmissionTerms, finish } from "../jobs/index.ts";
import { ended, newJob } from "../jobs/jobs.suite.ts";
import { balance, balanceDrift, escrowDrift, grant, hold, release, totals } from "../ledger/index.ts";
import { OPEN_TIMEOUT_MS } from "../testing/index.ts";
import { DAY, EscrowModel, fundedEscrow, hash32, History, rawAddress, spend } from "./chain.model.ts";
import {
  addPayerSignature,
  applyChainEvent,
  chainCursor,
  type EscrowState,
  escrowAt,
  escrowOf,
  escrowsToCharge,
  freezeEscrow,
  owingOf,
  saveVoucher,
} from "./index.ts";

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

    const funded = (amount: bigint, changes?: Partial<EscrowState>) =>
      fundedEscrow(database, history, amount, changes);
    const available = async (accountId: string) => (await balance(database, accountId)).availableNanoton;
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
        { ...next, prevHash: hash32() },
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
      await spend(database, accountId, 30n);
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
      const key = { accountId, jobId: hash32(), post: 1 };
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
      await spend(database, large.accountId, 500n);
      await spend(database, small.accountId, 5n);
      await spend(database, closing.accountId, 6n);
      await history.apply(closing.escrow.change({ closingAt: 1 }));
      const mine = new Set([large, small, closing].map(({ accountId }) => accountId));
      const worth = { worthNanoton: nanoton(5n), at: 100, guardsBefore: 200, limit: 1_000 };
      const owing = async (leastNanoton: bigint, olderThanMs: number) =>
        (await escrowsToCharge(database, { leastNanoton: nanoton(leastNanoton), olderThanMs, ...worth }))
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
      await history.apply(small.escrow.change({ pendingPayerKey: hash32(), pendingAt: 201 }));
      expect(await owing(100n, 3_600_000)).toEqual([two]);
      await history.apply(small.escrow.change({ pendingPayerKey: hash32(), pendingAt: 200 }));
      expect(await owing(100n, 3_600_000)).toEqual([two, three]);
      await history.apply(small.escrow.change({ pendingPayerKey: hash32(), pendingAt: 100 }));
      expect(await owing(1n, 0)).toEqual([two]);
    });

    it("charges a sponsor's escrow for what others spend of its grants", async () => {
      const sponsor = await funded(1_000n);
      const { accountId } = await signIn(database, { kind: "telegram", subject: randomUUID() }, "t");
      const move = { transferId: randomUUID(), sponsorId: sponsor.accountId, accountId };
      expect(await grant(database, { ...move, amountNanoton: nanoton(100n) })).toBe("granted");
      await spend(database, accountId, 30n, { source: "granted" });
      expect(await owingOf(database, sponsor.accountId)).toMatchObject({ owingNanoton: 30n });
      await history.apply(sponsor.escrow.charge(30n));
      expect(await owingOf(database, sponsor.accountId)).toBeNull();
    });

    describe("admission", () => {
      const NOW = DAY * 86_400_000 + 5;
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
        // With what is held it is more than the database can add up.
        const asked = { accountId, ceilingNanoton: nanoton((1n << 63n) - 1n), nowMs: NOW };
        expect(await admissible(database, asked)).toMatchObject({ kind: "insufficient" });
        expect(await kindOf(accountId, (1n << 63n) - 1n)).toBe("insufficient");
      });

      it("spends no grant of a sponsor whose escrow is closing, or was paid out", async () => {
        const sponsor = await funded(1_000n);
        const { accountId } = await signIn(database, { kind: "telegram", subject: randomUUID() }, "t");
        const move = { transferId: randomUUID(), sponsorId: sponsor.accountId, accountId };
        await grant(database, { ...move, amountNanoton: nanoton(100n) });
        const asked = { accountId, ceilingNanoton: nanoton(10n), nowMs: NOW };
        const both = async () => [
          await kindOf(accountId, 10n, { mayUseGrant: true }),
          (await admissible(database, asked, { mayUseGrant: true })).kind,
        ];
        expect(await both()).toEqual(["admitted", "admissible"]);
        await history.apply(sponsor.escrow.change({ closingAt: NOW }));
        expect(await both()).toEqual(["insufficient", "insufficient"]);
        await history.apply(sponsor.escrow.close());
        expect(await both()).toEqual(["insufficient", "insufficient"]);
        await history.apply(sponsor.escrow.deposit(500n));
        expect(await both()).toEqual(["admitted", "admissible"]);
      });

      it("never lets more be spent than the escrow holds", async () => {
        const { escrow, accountId } = await funded(100n);
        const key = { accountId, jobId: hash32(), post: 1 };
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
        const { escrow, accountId } = await funded(1_000n, { payerKey: hash32() });
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
  });
}
