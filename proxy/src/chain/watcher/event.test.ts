import {
  encodeRequestClose,
  encodeSignedCharge,
  encodeTopUp,
  VALUE_FOR_FEES,
} from "@cocoon/contracts/escrow";
import { encodeClaim, encodePayoutSyncKeys, payoutAddress, payoutStateInit } from "@cocoon/contracts/payout";
import { encodeDrawCommission, encodeFundPool } from "@cocoon/contracts/treasury";
import { beginCell, type Cell } from "@ton/core";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { addressOf, DevWorld, ton } from "../../testing/dev-world.ts";
import { eventOf, type TreasuryEvent } from "./event.ts";

const ann = addressOf("ann");

/** Every message comes from the real contracts, or from a stranger who copies one. */
describe("a transaction of the treasury", () => {
  let world: DevWorld;
  beforeEach(async () => {
    world = await DevWorld.open();
  });
  afterEach(() => world.close());

  /** Of the newest ones, oldest first. */
  async function events(count: number): Promise<TreasuryEvent[]> {
    const { last } = await world.source.account(world.treasury);
    if (!last) return [];
    const transactions = await world.source.transactions(world.treasury, last, count);
    return transactions.toReversed().map((transaction) => eventOf(world.treasury, transaction));
  }
  const nowS = () => Math.floor(world.now() / 1000);
  const newest = async () => (await events(1))[0];
  const tell = (body: Cell) => world.send({ from: ann, to: world.escrowOf(ann), body });
  const charge = (cumulative: string) => {
    const cumulativeNanoton = ton(cumulative);
    const validUntil = nowS() + 600;
    const escrow = world.escrowOf(ann);
    const signature = world.keys.signCharge({ escrow, epoch: 0, cumulativeNanoton, validUntil });
    return encodeSignedCharge({ cumulativeNanoton, validUntil, signature });
  };

  it("tells what an escrow is after a deposit, a charge and a request to close", async () => {
    await world.topUp(ann, "1", { dailyLimitNanoton: ton("0.5"), payerKey: null });
    const escrow = world.escrowOf(ann);
    expect(await newest()).toMatchObject({
      kind: "escrow",
      notify: { amountNanoton: 0n, account: { depositedNanoton: ton("1"), dailyLimitNanoton: ton("0.5") } },
    });
    await tell(charge("0.3"));
    expect(await newest()).toMatchObject({
      kind: "escrow",
      notify: {
        amountNanoton: ton("0.3"),
        account: { chargedTotalNanoton: ton("0.3"), balanceNanoton: ton("0.7") },
      },
    });
    await tell(encodeRequestClose());
    const closing = await newest();
    expect(closing).toMatchObject({ notify: { account: { closingAt: nowS() + 86_400 } } });
    expect(closing?.kind === "escrow" && closing.escrow.equals(escrow)).toBe(true);
  });

  it("tells a payout, a draw of commission and a gift", async () => {
    await world.topUp(ann, "2", { dailyLimitNanoton: ton("2"), payerKey: null });
    await tell(charge("1"));
    const bob = addressOf("bob");
    const payout = payoutAddress(world.treasury, bob);
    const send = (body: Cell) =>
      world.send({ from: ann, to: payout, body, init: payoutStateInit(world.treasury, bob) });
    await send(encodePayoutSyncKeys());
    const cumulativeNanoton = ton("0.9");
    await send(
      encodeClaim({ cumulativeNanoton, signature: world.keys.signPayout({ payout, cumulativeNanoton }) }),
    );
    const paid = await newest();
    expect(paid).toMatchObject({ kind: "payout", amountNanoton: ton("0.9") });
    expect(paid?.kind === "payout" && paid.owner.equals(bob)).toBe(true);
    const order = (body: Cell, value = VALUE_FOR_FEES as bigint) =>
      world.send({ from: world.operator, to: world.treasury, value, body });
    await order(encodeDrawCommission(ton("0.01")));
    expect(await newest()).toEqual({ kind: "draw", amountNanoton: ton("0.01") });
    await order(encodeFundPool(ton("0.2")), VALUE_FOR_FEES + ton("0.2"));
    expect(await newest()).toEqual({ kind: "fund", amountNanoton: ton("0.2") });
  });

  it.each([
    ["gift", encodeFundPool],
    ["draw", encodeDrawCommission],
  ] as const)("of a %s of nothing moves nothing", async (_what, encode) => {
    await world.send({
      from: world.operator,
      to: world.treasury,
      body: encode(ton("0")),
      value: VALUE_FOR_FEES,
    });
    expect(await newest()).toEqual({ kind: "none" });
  });

  it("of a payment that the pool does not cover tells nothing", async () => {
    const payout = payoutAddress(world.treasury, ann);
    const init = payoutStateInit(world.treasury, ann);
    const cumulativeNanoton = ton("5");
    const signature = world.keys.signPayout({ payout, cumulativeNanoton });
    await world.send({ from: ann, to: payout, init, body: encodePayoutSyncKeys() });
    await world.send({ from: ann, to: payout, init, body: encodeClaim({ cumulativeNanoton, signature }) });
    expect(await newest()).toEqual({ kind: "none" });
  });

  it("forged by a stranger tells nothing: an escrow's word, a payout's order, a draw", async () => {
    await world.topUp(ann, "1");
    const { last } = await world.source.account(world.treasury);
    const [genuine] = await world.source.transactions(world.treasury, last as never, 1);
    const eve = addressOf("eve");
    const order = beginCell()
      .storeUint(0x1c0c0002, 32)
      .storeCoins(ton("0.1"))
      .storeUint(1, 32)
      .storeUint(0, 64)
      .storeAddress(eve)
      .storeAddress(eve)
      .endCell();
    for (const body of [genuine?.inMessage?.body as Cell, order, encodeDrawCommission(ton("0.01"))])
      await world.send({ from: eve, to: world.treasury, body });
    expect(await events(3)).toEqual([{ kind: "none" }, { kind: "none" }, { kind: "none" }]);
  });

  it("of a plain transfer, or of a body that is cut short, tells nothing", async () => {
    const bodies = [
      beginCell().endCell(),
      beginCell().storeUint(0x1c0c0001, 32).storeUint(7, 8).endCell(),
      encodeTopUp({ amountNanoton: ton("1") }),
    ];
    for (const body of bodies) await world.send({ from: ann, to: world.treasury, body });
    expect(await events(3)).toEqual([{ kind: "none" }, { kind: "none" }, { kind: "none" }]);
  });
});
