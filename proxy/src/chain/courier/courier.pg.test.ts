import { nanoton } from "@cocoon/protocol/money";
import { DevChainClient } from "@cocoon/contracts/devchain";
import { encodeFinalizeClose, encodeRequestClose, VALUE_FOR_FEES } from "@cocoon/contracts/escrow";
import { encodeClaim, payoutAddress } from "@cocoon/contracts/payout";
import { openBatches, openVouchers, payoutOwner } from "@cocoon/db/chain";
import { type Address, Cell } from "@ton/core";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { addressOf, ton } from "../../testing/dev-world.ts";
import { MoneyRig, OWNER, type ProxyParts } from "../../testing/money-rig.ts";

const [ann, bob] = ["ann", "bob"].map(addressOf) as [Address, Address];

class Crash extends Error {}

/** A process that died when the call of that number, to the database or the wallet, had just taken effect. */
class CrashAt {
  #left: number;

  constructor(call: number) {
    this.#left = call;
  }

  get hasHappened(): boolean {
    return this.#left < 0;
  }

  on({ database, world: { hotWallet } }: MoneyRig): Partial<ProxyParts> {
    return {
      database: { ...database, run: (statement) => this.#call(() => database.run(statement)) },
      wallet: {
        send: (messages) => this.#call(() => hotWallet.send(messages)),
        balanceNanoton: () => hotWallet.balanceNanoton(),
      },
    };
  }

  async #call<T>(action: () => Promise<T>): Promise<T> {
    const isLast = this.#left-- === 0;
    const result = await action();
    if (isLast) throw new Crash();
    return result;
  }
}

/** Its rounds are gone by hand. */
describe("what the proxy sends", () => {
  let rig: MoneyRig;
  beforeEach(async () => {
    rig = await MoneyRig.open();
  });
  afterEach(() => rig.close());

  const round = (times = 1) => rig.rounds(times);
  const paid = async (owner = OWNER) => (await rig.contracts.payoutState(owner))?.paidNanoton ?? 0n;

  it("crashed at any call, charges once and pays once", async () => {
    const accountId = await rig.deposit(ann, "40");
    let spent = 0n;
    let crash: CrashAt;
    let calls = 0;
    do {
      await rig.spend(accountId, "0.3");
      spent += ton("0.3");
      crash = new CrashAt(calls++);
      await rig
        .proxy(crash.on(rig))
        .courier.round()
        .catch((error: unknown) => {
          if (!(error instanceof Crash)) throw error;
        });
      await rig.see();
      await round(3);
      expect(await rig.escrow(ann)).toMatchObject({ chargedTotalNanoton: spent });
      expect(await paid()).toBe((spent * 95n) / 100n);
    } while (crash.hasHappened);
    expect(calls).toBeGreaterThan(10);
    expect(await openVouchers(rig.database)).toEqual([]);
    expect(await openBatches(rig.database)).toEqual([]);
    await rig.reconciled();
  });

  it("is sent again when the network lost it", async () => {
    const accountId = await rig.deposit(ann, "1");
    await rig.spend(accountId, "0.3");
    await new DevChainClient(rig.world.running.endpoint).drop({ messages: 1 });
    await rig.rounds(1, { resendAfterMs: 2 ** 30 });
    expect(await openVouchers(rig.database)).toMatchObject([{ state: "sent" }]);
    // Not before its transfer can't arrive any more.
    await round();
    expect(await openVouchers(rig.database)).toMatchObject([{ state: "sent" }]);
    await rig.world.pass(61);
    await round();
    expect(await rig.escrow(ann)).toMatchObject({ chargedTotalNanoton: ton("0.3") });
  });

  it("waits where the wallet can't pay, and says so once", async () => {
    const { world } = rig;
    const accountId = await rig.deposit(ann, "1");
    await rig.spend(accountId, "0.3");
    const all = await world.hotWallet.balanceNanoton();
    const [to, valueNanoton] = [world.escrowOf(ann), all - ton("0.12")];
    expect(await world.hotWallet.send([{ to, valueNanoton, body: Cell.EMPTY }])).toMatchObject({ sent: 1 });
    const events: string[] = [];
    const poor = rig.proxy({ log: (_, event) => void events.push(event) }).courier;
    await poor.round();
    await poor.round();
    expect(events).toEqual(["hot_wallet_low"]);
    await world.running.chain.mint(world.hotWallet.address, ton("1"));
    await poor.round();
    await rig.see();
    expect(await rig.escrow(ann)).toMatchObject({ chargedTotalNanoton: ton("0.3") });
  });

  it("charges nothing under the threshold, until the owner asks for a close: then within its day", async () => {
    const accountId = await rig.deposit(ann, "1");
    const tell = (body: Cell) => rig.world.send({ from: ann, to: rig.world.escrowOf(ann), body });
    await rig.spend(accountId, "0.15");
    await round();
    expect(await openVouchers(rig.database)).toEqual([]);
    await tell(encodeRequestClose());
    await rig.see();
    await round();
    expect(await rig.escrow(ann)).toMatchObject({ chargedTotalNanoton: ton("0.15") });
    await rig.world.pass(86_400);
    await tell(encodeFinalizeClose());
    await rig.see();
    expect(await rig.received(ann)).toBeGreaterThanOrEqual(ton("0.85"));
    expect(await rig.available(ann)).toBe(0n);
    await rig.reconciled();
  });

  it("charges what takes up half of a day's limit, which would else refuse every further job", async () => {
    const accountId = await rig.deposit(ann, "1", { dailyLimitNanoton: ton("0.1"), payerKey: null });
    await rig.spend(accountId, "0.04");
    await round();
    expect(await openVouchers(rig.database)).toEqual([]);
    await rig.spend(accountId, "0.01");
    await round();
    expect(await rig.escrow(ann)).toMatchObject({ chargedTotalNanoton: ton("0.05") });
  });

  it("charges no more than a day's limit, and the rest the day after", async () => {
    const accountId = await rig.deposit(ann, "2", { dailyLimitNanoton: ton("0.5"), payerKey: null });
    await rig.spend(accountId, "0.8");
    await round(2);
    expect(await rig.escrow(ann)).toMatchObject({ chargedTotalNanoton: ton("0.5") });
    await rig.world.pass(86_400);
    await round();
    expect(await rig.escrow(ann)).toMatchObject({ chargedTotalNanoton: ton("0.8") });
  });

  it("promises workers no more than the treasury's pool holds", async () => {
    const [first, second] = ["first", "second"].map(addressOf) as [Address, Address];
    const rich = await rig.deposit(ann, "1");
    const poor = await rig.deposit(bob, "1", { dailyLimitNanoton: ton("0.4"), payerKey: null });
    await rig.spend(rich, "0.4", first);
    // Of this only half can be collected today.
    await rig.spend(poor, "0.8", second);
    await round(4);
    const owed = [first, second].map((owner) => payoutOwner(rig.database, owner.toRawString()));
    const [one, other] = await Promise.all(owed);
    const promised = (one?.cumulativeNanoton ?? 0n) + (other?.cumulativeNanoton ?? 0n);
    expect(promised).toBe(ton("0.76"));
    expect((await paid(first)) + (await paid(second))).toBe(ton("0.76"));
    await rig.world.pass(86_400);
    await round(4);
    expect(await rig.received(first)).toBe(ton("0.38"));
    expect(await rig.received(second)).toBe(ton("0.76"));
    await rig.reconciled();
  });

  it("pays the nanoton that rounding has left to the platform", async () => {
    const sponsorId = await rig.deposit(ann, "1");
    // Of each one's 19 nanoton beyond a round sum the ledger takes no commission; of the charge of all the treasury does.
    for (let i = 0; i < 3; i++)
      await rig.spend(await rig.grantee(sponsorId, "0.2"), "0.100000019", OWNER, "granted");
    await round();
    const { workerPoolNanoton } = await rig.contracts.treasuryState();
    const { earnedNanoton = 0n } = (await payoutOwner(rig.database, OWNER.toRawString())) ?? {};
    expect(earnedNanoton - workerPoolNanoton).toBe(2n);
    await round(3);
    expect(await paid()).toBe(earnedNanoton);
    await rig.reconciled();
  });

  it("pays nothing more to an owner who claims the voucher too", async () => {
    const accountId = await rig.deposit(ann, "1");
    await rig.spend(accountId, "0.4");
    await round(2);
    const { cumulativeNanoton = nanoton(0n) } = (await payoutOwner(rig.database, OWNER.toRawString())) ?? {};
    const to = payoutAddress(rig.world.treasury, OWNER);
    const signature = rig.world.keys.signPayout({ payout: to, cumulativeNanoton });
    const body = encodeClaim({ cumulativeNanoton, signature });
    const claim = () => rig.world.send({ from: bob, to, value: VALUE_FOR_FEES, body });
    await claim();
    await round(2);
    await claim();
    await rig.see();
    expect(await rig.received(OWNER)).toBe(ton("0.38"));
    expect(await payoutOwner(rig.database, OWNER.toRawString())).toMatchObject({
      confirmedNanoton: ton("0.38"),
    });
    await rig.reconciled();
  });

  it("ends a close that was never executed, and with it the freeze", async () => {
    const { world } = rig;
    const accountId = await rig.deposit(ann, "1");
    await new DevChainClient(world.running.endpoint).drop({ messages: 1000 });
    const { withdrawals, courier } = rig.proxy();
    expect(await withdrawals.request(accountId)).toMatchObject({ state: "requested" });
    await courier.round();
    expect(await withdrawals.request(accountId)).toMatchObject({ state: "sent", id: "epoch-0" });
    expect((await rig.escrow(ann))?.frozenUntilMs).toBeGreaterThan(world.now());
    await new DevChainClient(world.running.endpoint).drop({ messages: 0 });
    await world.pass(15 * 60 + 1);
    await courier.round();
    expect(await withdrawals.latest(accountId)).toMatchObject({ state: "expired" });
    await world.pass(60);
    await courier.round();
    expect((await rig.escrow(ann))?.frozenUntilMs).toBeLessThan(world.now());
    await withdrawals.request(accountId);
    await round(2);
    expect(await withdrawals.latest(accountId)).toMatchObject({ state: "paid", paidNanoton: "1000000000" });
  });

  it("signs the close that a crash left unsigned", async () => {
    const accountId = await rig.deposit(ann, "1");
    for (let call = 0; ; call++) {
      const crash = new CrashAt(call);
      await rig
        .proxy(crash.on(rig))
        .withdrawals.request(accountId)
        .catch(() => undefined);
      if ((await rig.escrow(ann))?.frozenUntilMs) break;
    }
    expect(await openVouchers(rig.database)).toEqual([]);
    await round(2);
    expect(await rig.received(ann)).toBeGreaterThanOrEqual(ton("1"));
    await rig.reconciled();
  });
});
