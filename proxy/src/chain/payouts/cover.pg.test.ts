import { encodeClaim, encodePayoutSyncKeys, payoutAddress, payoutStateInit } from "@cocoon/contracts/payout";
import { showPayout } from "@cocoon/db/chain";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { addressOf, ton } from "../../testing/dev-world.ts";
import { MoneyRig, OWNER } from "../../testing/money-rig.ts";
import { Contracts } from "../contracts.ts";
import type { ChainSource } from "../source/port.ts";
import { payoutCover } from "./cover.ts";

const ann = addressOf("ann");

/** Owners claim whenever they want, also between two questions to the chain and the books. */
describe("what is promised to owners of workers", () => {
  let rig: MoneyRig;
  beforeEach(async () => {
    rig = await MoneyRig.open();
  });
  afterEach(() => rig.close());

  const round = (times = 1) => rig.rounds(times);

  it("is not made up for by the platform while a claim is on its way into the books", async () => {
    const first = addressOf("first");
    const accountId = await rig.deposit(ann, "1");
    await rig.spend(accountId, "0.2");
    await rig.spend(accountId, "0.000001", first);
    await round();
    const coverNanoton = await payoutCover(rig.database, rig.contracts);
    const cumulativeNanoton = await showPayout(rig.database, { owner: first.toRawString(), coverNanoton });
    expect(cumulativeNanoton).toBe(950n);
    const to = payoutAddress(rig.world.treasury, first);
    const signature = rig.world.keys.signPayout({ payout: to, cumulativeNanoton });
    const init = payoutStateInit(rig.world.treasury, first);
    await rig.world.send({ from: first, to, init, body: encodePayoutSyncKeys() });
    await rig.see();
    await rig.world.send({ from: first, to, body: encodeClaim({ cumulativeNanoton, signature }) });
    // The books do not know of the claim yet.
    await rig.proxy().courier.round();
    await round(3);
    // Nor was the owner promised what might not have been there; it is paid with what comes next.
    expect(await rig.received(OWNER)).toBe(ton("0.19") - 950n);
    expect((await rig.contracts.treasuryState()).workerPoolNanoton).toBe(950n);
    await rig.reconciled();
  });

  it("has nothing of what is paid while the pool is looked at", async () => {
    const accountId = await rig.deposit(ann, "1");
    await rig.spend(accountId, "0.4");
    await round();
    const { workerPoolNanoton } = await rig.contracts.treasuryState();
    const { source, treasury } = rig.world;
    // The contract answers, and before its answer comes its owner is paid.
    const slow: ChainSource = {
      head: () => source.head(),
      account: (address) => source.account(address),
      transactions: (...page) => source.transactions(...page),
      send: (boc) => source.send(boc),
      run: async (...question) => {
        const answer = await source.run(...question);
        await round(3);
        return answer;
      },
    };
    const coverNanoton = await payoutCover(rig.database, new Contracts(slow, treasury));
    expect(await rig.received(OWNER)).toBe(ton("0.38"));
    expect(coverNanoton).toBe(workerPoolNanoton);
  });
});
