import { randomBytes, randomInt, randomUUID } from "node:crypto";
import { addNanoton, type Nanoton, nanoton } from "@cocoon/protocol/money";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { Database } from "../connection/index.ts";
import { accountOfIdentity } from "../identities/index.ts";
import { hold, settle, totals } from "../ledger/index.ts";
import { OPEN_TIMEOUT_MS } from "../testing/index.ts";
import { EscrowModel, History, rawAddress } from "./chain.model.ts";
import {
  addPayout,
  duePayouts,
  paidToOwners,
  payoutOwner,
  promisedPayouts,
  requestPayNow,
  showPayout,
} from "./index.ts";

const ONE = nanoton(1n);

/** What every implementation of the driver port must let promises to owners of workers keep. */
export function promisesSuite(open: () => Promise<Database>): void {
  describe("promises to owners", () => {
    let database: Database;
    let history: History;
    let accountId: string;
    /** What the treasury holds for workers. */
    let pool = 0n;
    beforeAll(async () => {
      database = await open();
      history = new History(database);
      const escrow = new EscrowModel();
      await history.apply(escrow.deposit(1_000_000n));
      const subject = escrow.state.owner;
      accountId = (await accountOfIdentity(database, { kind: "wallet", subject })) as string;
    }, OPEN_TIMEOUT_MS);
    afterEach(claimAll);
    afterAll(async () => {
      expect((await totals(database)).sumNanoton).toBe(0n);
      await database.close();
    });

    /** Somebody whose worker earned this much, no part of which is in the pool yet. */
    const earn = async (amount: bigint, owner = rawAddress()): Promise<string> => {
      const key = { accountId, jobId: randomBytes(32).toString("hex"), post: 1 };
      expect(await hold(database, { ...key, amountNanoton: nanoton(amount) })).toBe("held");
      await settle(database, { ...key, costNanoton: nanoton(amount), workerId: owner, commissionPpm: 0 });
      return owner;
    };
    const cover = async (): Promise<Nanoton> => addNanoton(await paidToOwners(database), nanoton(pool));
    const show = async (owner: string) => showPayout(database, { owner, coverNanoton: await cover() });
    const push = async (owner: string, cumulativeNanoton: bigint) =>
      addPayout(database, {
        id: randomUUID(),
        owner,
        cumulativeNanoton: nanoton(cumulativeNanoton),
        signature: randomBytes(64),
        coverNanoton: await cover(),
      });
    const claim = async (owner: string, amount: bigint) => {
      pool -= amount;
      await history.apply({ kind: "payout", owner, amountNanoton: nanoton(amount) });
    };
    const isDue = async (owner: string, threshold: bigint) => {
      const due = await duePayouts(database, { defaultThresholdNanoton: nanoton(threshold), limit: 1_000 });
      return due.some((one) => one.owner === owner);
    };

    it("cover all that was earned, as far as the pool does, and are kept", async () => {
      const owner = await earn(100n);
      expect(await show(owner)).toBe(0n);
      pool += 60n;
      expect(await show(owner)).toBe(60n);
      pool += 100n;
      expect(await show(owner)).toBe(100n);
      expect(await show(owner)).toBe(100n);
      const none = nanoton(0n);
      expect(await showPayout(database, { owner, coverNanoton: none })).toBe(100n);
      expect(await payoutOwner(database, owner)).toMatchObject({ shownNanoton: 100n, cumulativeNanoton: 0n });
      const stranger = rawAddress();
      expect(await show(stranger)).toBe(0n);
      expect(await payoutOwner(database, stranger)).toBeNull();
    });

    it("are no reason not to push, and what is pushed of them takes nothing more", async () => {
      const owner = await earn(100n);
      pool = 100n;
      expect(await show(owner)).toBe(100n);
      expect(await isDue(owner, 100n)).toBe(true);
      expect(await promisedPayouts(database, [])).toBe(
        addNanoton(await paidToOwners(database), nanoton(100n)),
      );
      expect(await push(owner, 101n)).toBe("uncovered");
      expect(await push(owner, 100n)).toBe("added");
      expect(await push(owner, 100n)).toBe("exists");
      expect(await isDue(owner, 1n)).toBe(false);
    });

    it("that their owner claimed are not pushed", async () => {
      const owner = await earn(100n);
      pool = 100n;
      await show(owner);
      await requestPayNow(database, owner);
      expect(await isDue(owner, 100n)).toBe(true);
      await claim(owner, 100n);
      expect(await isDue(owner, 1n)).toBe(false);
      await earn(5n, owner);
      expect(await isDue(owner, 5n)).toBe(true);
      pool = 5n;
      expect(await show(owner)).toBe(105n);
    });

    it("to two who ask at once are never of the same", async () => {
      for (let round = 0; round < 10; round++) {
        const owners = await Promise.all(Array.from({ length: 8 }, () => earn(100n)));
        pool = 250n;
        const coverNanoton = await cover();
        const shown = await Promise.all(owners.map((owner) => showPayout(database, { owner, coverNanoton })));
        expect(shown.reduce((sum, one) => sum + one, 0n)).toBe(250n);
        await claimAll();
        for (const owner of owners) await settled(owner);
      }
    });

    it("are all kept, whoever asks, is pushed or claims meanwhile", async () => {
      const owners = await Promise.all(Array.from({ length: 6 }, () => earn(BigInt(randomInt(1, 400)))));
      pool = BigInt(randomInt(300, 900));
      let isGoingOn = true;
      const vouchers = new Map<string, bigint>();
      const some = () => owners[randomInt(owners.length)] as string;
      const keep = (owner: string, amount: bigint) => {
        if (amount > (vouchers.get(owner) ?? 0n)) vouchers.set(owner, amount);
      };
      const asking = async () => {
        for (let i = 0; i < 25; i++) {
          const owner = some();
          keep(owner, await show(owner));
        }
      };
      const pushing = async () => {
        for (let i = 0; i < 25; i++) {
          const owner = some();
          const { earnedNanoton = ONE } = (await payoutOwner(database, owner)) ?? {};
          const cumulative = BigInt(randomInt(1, Number(earnedNanoton) + 1));
          if ((await push(owner, cumulative)) === "added") keep(owner, cumulative);
        }
      };
      const paid = new Map<string, bigint>();
      const claiming = async () => {
        while (isGoingOn) {
          const owner = some();
          const amount = (vouchers.get(owner) ?? 0n) - (paid.get(owner) ?? 0n);
          paid.set(owner, (paid.get(owner) ?? 0n) + amount);
          // The treasury would refuse it.
          expect(pool).toBeGreaterThanOrEqual(amount);
          if (amount > 0n) await claim(owner, amount);
          else await payoutOwner(database, owner);
        }
      };
      const claims = claiming();
      try {
        await Promise.all([asking(), asking(), asking(), pushing(), pushing()]);
      } finally {
        isGoingOn = false;
      }
      await claims;
      const left = owners.reduce(
        (sum, owner) => sum + (vouchers.get(owner) ?? 0n) - (paid.get(owner) ?? 0n),
        0n,
      );
      expect(left).toBeLessThanOrEqual(pool);
    });

    /** The rest is paid too, so that nothing of it stays due. */
    const settled = async (owner: string) => {
      pool += 100n;
      await show(owner);
      await claimAll();
    };

    /** Everybody claims what they hold a voucher for. */
    async function claimAll(): Promise<void> {
      const everyone = await duePayouts(database, { defaultThresholdNanoton: nanoton(0n), limit: 1_000 });
      for (const { owner, cumulativeNanoton, shownNanoton, confirmedNanoton } of everyone) {
        const held = cumulativeNanoton > shownNanoton ? cumulativeNanoton : shownNanoton;
        if (held > confirmedNanoton) await claim(owner, held - confirmedNanoton);
      }
    }
  });
}
