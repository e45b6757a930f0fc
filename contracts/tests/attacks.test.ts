import { nanoton } from "@cocoon/protocol/money";
import { beginCell, Cell, external } from "@ton/core";
import { beforeEach, describe, expect, it } from "vitest";
import { InFlight } from "../testing/in-flight.ts";
import { CHARGE_SEED, guardsOf, Money, PAYOUT_SEED, seedOf } from "../testing/money.ts";
import type { Wallet } from "../testing/network.ts";
import { expectDone, expectRefused } from "../testing/outcome.ts";
import { valueSentTo } from "../testing/transactions.ts";
import {
  decodeEscrowNotify,
  encodeFinalizeClose,
  encodeRequestClose,
  encodeSetGuards,
  encodeSignedCharge,
  encodeSyncKeys,
  escrowErrors,
  NOTICE_SECONDS,
  STORAGE_RESERVE,
  VALUE_FOR_FEES,
} from "../wrappers/escrow.ts";
import { payoutErrors } from "../wrappers/payout.ts";
import { encodeDrawCommission, treasuryErrors } from "../wrappers/treasury.ts";
import {
  chargeVoucher,
  closeVoucher,
  type EscrowVoucher,
  payoutVoucher,
  signVoucher,
} from "../wrappers/voucher.ts";

const TON = 1_000_000_000n;
const DAY = 86_400;

let money: Money;
let client: Wallet;
let thief: Wallet;

beforeEach(async () => {
  money = await Money.deploy();
  client = await money.network.wallet("client");
  thief = await money.network.wallet("thief");
  await money.topUp(client, TON, guardsOf(TON / 4n));
});

const escrow = () => money.escrow(client).address;
const account = async () => (await money.escrowState(client)).account;
const { BAD_SIGNATURE, ABOVE_DAILY_LIMIT } = escrowErrors;

describe("a replayed voucher", () => {
  const voucher = (): EscrowVoucher => ({
    globalId: money.network.globalId,
    escrow: escrow(),
    epoch: 0,
    cumulativeNanoton: nanoton(100n),
    validUntil: money.network.now + 60,
  });
  const submit = (cell: Cell, { cumulativeNanoton, validUntil } = voucher(), seed = CHARGE_SEED) =>
    money.toEscrow(
      client,
      encodeSignedCharge({ cumulativeNanoton, validUntil, signature: signVoucher(cell, seed) }),
      VALUE_FOR_FEES,
      thief,
    );

  it("is refused a second time, and an older one after it", async () => {
    expectDone(await submit(chargeVoucher(voucher())));
    expectRefused(await submit(chargeVoucher(voucher())), escrow(), escrowErrors.NOT_NEWER);
    const older = { ...voucher(), cumulativeNanoton: nanoton(99n) };
    expectRefused(await submit(chargeVoucher(older), older), escrow(), escrowErrors.NOT_NEWER);
  });

  it("of another escrow, chain, epoch or purpose is refused", async () => {
    const foreign: Cell[] = [
      chargeVoucher({ ...voucher(), escrow: money.escrow(thief).address }),
      chargeVoucher({ ...voucher(), globalId: -239 }),
      chargeVoucher({ ...voucher(), epoch: 1 }),
      chargeVoucher({ ...voucher(), cumulativeNanoton: nanoton(101n) }),
      chargeVoucher({ ...voucher(), validUntil: voucher().validUntil + 1 }),
      closeVoucher(voucher()),
      payoutVoucher({ ...voucher(), payout: escrow() }),
    ];
    for (const cell of foreign) expectRefused(await submit(cell), escrow(), BAD_SIGNATURE);
    expectRefused(await submit(chargeVoucher(voucher()), voucher(), PAYOUT_SEED), escrow(), BAD_SIGNATURE);
  });

  it("past its time is refused, at its last second not", async () => {
    const late = { ...voucher(), validUntil: money.network.now - 1 };
    expectRefused(await submit(chargeVoucher(late), late), escrow(), escrowErrors.EXPIRED);
    const now = { ...voucher(), validUntil: money.network.now };
    expectDone(await submit(chargeVoucher(now), now));
  });
});

describe("a stolen charge key", () => {
  it("takes no more than the daily limit a day until the owner's close is final, and pays it to the pool only", async () => {
    await money.toEscrow(client, encodeRequestClose());
    const until = money.network.now + NOTICE_SECONDS;
    let taken = 0n;
    while (money.network.now < until) {
      const cumulative = taken + TON / 4n;
      const done = await money.charge(client, cumulative, { from: thief });
      if ((await account()).chargedTotalNanoton === cumulative) taken = cumulative;
      else expectRefused(done, escrow(), ABOVE_DAILY_LIMIT);
      money.network.advance(DAY / 4);
    }
    expect(taken).toBe(TON / 2n);
    expectRefused(await money.charge(client, TON, { from: thief }), escrow(), escrowErrors.CLOSING);
    const closed = await money.toEscrow(client, encodeFinalizeClose());
    expect(valueSentTo(closed, client.address)).toBeGreaterThanOrEqual(TON / 2n);
    const { workerPoolNanoton, commissionNanoton } = await money.treasuryState();
    expect(workerPoolNanoton + commissionNanoton).toBe(taken);
  });

  it("signs no payout, nor the payout key a charge", async () => {
    await money.syncPayoutKeys(thief);
    const payout = money.payout(thief).address;
    expectRefused(await money.claim(thief, 1n, CHARGE_SEED), payout, payoutErrors.PAYOUT_BAD_SIGNATURE);
    expectRefused(await money.charge(client, 1n, { seed: PAYOUT_SEED }), escrow(), BAD_SIGNATURE);
  });
});

describe("an operator", () => {
  it("can't draw the worker pool, and its payout key pays no more than was charged", async () => {
    await money.charge(client, TON / 5n);
    const { workerPoolNanoton, commissionNanoton } = await money.treasuryState();
    const greedy = encodeDrawCommission(nanoton(commissionNanoton + 1n));
    const refused = await money.toTreasury(money.operator, greedy, TON);
    expectRefused(refused, money.treasury.address, treasuryErrors.COMMISSION_TOO_SMALL);
    await money.syncPayoutKeys(thief);
    const above = await money.claim(thief, workerPoolNanoton + 1n);
    expectRefused(above, money.treasury.address, treasuryErrors.POOL_TOO_SMALL);
    expect(valueSentTo(above, thief.address)).toBe(0n);
    expect(valueSentTo(await money.claim(thief, workerPoolNanoton), thief.address)).toBe(workerPoolNanoton);
    expect(await money.network.balanceOf(money.treasury.address)).toBe(commissionNanoton + STORAGE_RESERVE);
  });

  it("can't touch a deposit without a voucher, and no other client's by a forged payout", async () => {
    const other = await money.network.wallet("other");
    await money.topUp(other, TON, guardsOf(TON));
    await money.charge(client, TON / 10n);
    await money.syncPayoutKeys(thief);
    await money.claim(thief, 100n * TON);
    expect(await money.network.balanceOf(money.escrow(other).address)).toBe(TON + STORAGE_RESERVE);
  });
});

describe("a client that runs", () => {
  it("leaves the proxy 24 hours for the last voucher, also after lowering its limit to nothing", async () => {
    await money.toEscrow(client, encodeSetGuards(guardsOf(0n)));
    await money.toEscrow(client, encodeRequestClose());
    money.network.advance(NOTICE_SECONDS - 1);
    expectDone(await money.charge(client, TON / 4n));
  });

  it("gets a top-up that races its close back", async () => {
    const flight = new InFlight(money.network);
    flight.post(client.address, escrow(), VALUE_FOR_FEES, encodeRequestClose());
    flight.post(client.address, escrow(), TON, Cell.EMPTY);
    const done = await flight.settle();
    expect(valueSentTo(done, client.address)).toBeGreaterThan(TON);
    expect((await account()).balanceNanoton).toBe(TON);
  });
});

describe("a forged message", () => {
  it("to the treasury is refused unless its sender is the contract of the owner it names", async () => {
    const flight = new InFlight(money.network);
    flight.post(client.address, escrow(), VALUE_FOR_FEES, encodeSyncKeys());
    await flight.deliver();
    const [real] = flight.waiting;
    const notify = real?.body ?? Cell.EMPTY;
    expect(decodeEscrowNotify(notify)?.owner.equals(client.address)).toBe(true);
    for (const from of [thief, money.operator, client])
      expectRefused(
        await money.toTreasury(from, notify, TON),
        money.treasury.address,
        treasuryErrors.NOT_ESCROW,
      );
    const order = beginCell().storeUint(0x1c0c0002, 32).storeCoins(1).storeUint(1, 32).storeUint(0, 64);
    const forged = order.storeAddress(thief.address).storeAddress(thief.address).endCell();
    const { NOT_PAYOUT } = treasuryErrors;
    expectRefused(await money.toTreasury(thief, forged, TON), money.treasury.address, NOT_PAYOUT);
    const keys = beginCell().storeUint(0x1c0c0003, 32).storeUint(0, 64);
    const asked = keys.storeAddress(thief.address).storeAddress(thief.address).endCell();
    expectRefused(await money.toTreasury(thief, asked, TON), money.treasury.address, NOT_PAYOUT);
  });

  it("that sets a child's keys is refused unless it is the treasury's", async () => {
    const keys = beginCell().storeUint(0x1c0c0004, 32).storeUint(9, 32).storeUint(1, 256).storeUint(0, 64);
    const body = keys.storeAddress(thief.address).endCell();
    const { NOT_TREASURY } = escrowErrors;
    for (const from of [thief, client, money.operator])
      expectRefused(await money.toEscrow(client, body, TON, from), escrow(), NOT_TREASURY);
    await money.syncPayoutKeys(thief);
    const payout = money.payout(thief).address;
    expectRefused(await money.toPayout(thief, body), payout, payoutErrors.PAYOUT_NOT_TREASURY);
  });

  it("from outside is accepted by none", async () => {
    await money.syncPayoutKeys(thief);
    for (const to of [escrow(), money.treasury.address, money.payout(thief).address]) {
      const message = external({ to, body: encodeFinalizeClose() });
      await expect(money.network.blockchain.sendMessage(message)).rejects.toThrow();
    }
  });
});

describe("a drain", () => {
  it("of gas costs its sender, not the escrow: refused and dust messages leave the deposit and the reserve", async () => {
    for (let round = 0; round < 20; round++) {
      await money.charge(client, 1n, { from: thief, seed: seedOf(9), value: 1_000_000n });
      await money.toEscrow(client, encodeSyncKeys(), 2_000_000n, thief);
      await money.toEscrow(client, null, 1n, thief);
    }
    expect(await money.network.balanceOf(escrow())).toBeGreaterThanOrEqual(TON + STORAGE_RESERVE);
    expect((await account()).balanceNanoton).toBe(TON);
  });

  it("by years of storage freezes nothing, and a stranger's message fills the reserve up", async () => {
    money.network.advance(8 * 365 * DAY);
    expectDone(await money.toEscrow(client, encodeSyncKeys(), VALUE_FOR_FEES, thief));
    expect(await money.network.balanceOf(escrow())).toBe(TON + STORAGE_RESERVE);
    expectDone(await money.grantClose(client, 0n));
    money.network.advance(8 * 365 * DAY);
    expectDone(await money.topUp(client, TON));
    expect(await account()).toMatchObject({ epoch: 1, balanceNanoton: TON });
  });

  it("by a second deployment resets no counter", async () => {
    await money.charge(client, 100n);
    const { init } = money.escrow(client);
    const again = { to: escrow(), value: VALUE_FOR_FEES, body: encodeSyncKeys(), init };
    expectDone(await money.network.send(thief, again));
    expect(await account()).toMatchObject({ chargedNanoton: 100n });
  });
});
