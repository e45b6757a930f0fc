import { nanoton } from "@cocoon/protocol/money";
import { beginCell } from "@ton/core";
import { beforeEach, describe, expect, it } from "vitest";
import { CHARGE_SEED, guardsOf, Money, PAYOUT_SEED } from "../testing/money.ts";
import type { Wallet } from "../testing/network.ts";
import { expectDone, expectRefused } from "../testing/outcome.ts";
import { transactionsAt, valueSentTo } from "../testing/transactions.ts";
import { STORAGE_RESERVE } from "../wrappers/escrow.ts";
import { encodeClaim, payoutErrors } from "../wrappers/payout.ts";
import { decodePayWorker } from "../wrappers/treasury.ts";
import { payoutVoucher, signVoucher } from "../wrappers/voucher.ts";

const TON = 1_000_000_000n;

let money: Money;
let worker: Wallet;

beforeEach(async () => {
  money = await Money.deploy();
  worker = await money.network.wallet("worker");
  const client = await money.network.wallet("client");
  await money.topUp(client, 2n * TON, guardsOf(2n * TON));
  await money.charge(client, TON);
});

const address = () => money.payout(worker).address;
const pool = async () => (await money.treasuryState()).workerPoolNanoton;

describe("a payout contract", () => {
  it("learns its key from the treasury when asked to", async () => {
    expectDone(await money.syncPayoutKeys(worker));
    const { payoutKey } = (await money.treasuryState()).config;
    expect(await money.payoutState(worker)).toMatchObject({ keySeq: 1, payoutKey, paidNanoton: 0n });
    expect(await money.network.balanceOf(address())).toBe(STORAGE_RESERVE);
  });

  it("pays nothing before that", async () => {
    expectRefused(await money.claim(worker, 1n), address(), payoutErrors.PAYOUT_NO_KEY);
  });

  it("pays the owner exactly what a voucher is above the last one, once, whoever claims", async () => {
    await money.syncPayoutKeys(worker);
    const before = await pool();
    const first = await money.claim(worker, TON / 2n);
    expectDone(first);
    expect(valueSentTo(first, worker.address)).toBe(TON / 2n);
    const [paid] = transactionsAt(first, money.treasury.address);
    const order = decodePayWorker(paid?.inMessage?.body ?? beginCell().endCell());
    expect(order).toMatchObject({ amountNanoton: TON / 2n, keySeq: 1 });
    expect(order?.owner.equals(worker.address)).toBe(true);
    expectRefused(await money.claim(worker, TON / 2n), address(), payoutErrors.PAYOUT_NOT_NEWER);
    expect(valueSentTo(await money.claim(worker, TON / 2n + 7n), worker.address)).toBe(7n);
    expect(before - (await pool())).toBe(TON / 2n + 7n);
    expect(await money.payoutState(worker)).toMatchObject({ paidNanoton: TON / 2n + 7n });
  });

  it("pays for no other signature, purpose, target or network", async () => {
    await money.syncPayoutKeys(worker);
    const { PAYOUT_BAD_SIGNATURE } = payoutErrors;
    expectRefused(await money.claim(worker, TON, CHARGE_SEED), address(), PAYOUT_BAD_SIGNATURE);
    const cumulativeNanoton = nanoton(TON);
    const other = await money.network.wallet("other");
    const foreign = [
      { globalId: money.network.globalId, payout: money.payout(other).address, cumulativeNanoton },
      { globalId: -239, payout: address(), cumulativeNanoton },
      { globalId: money.network.globalId, payout: address(), cumulativeNanoton: nanoton(TON - 1n) },
    ];
    for (const voucher of foreign) {
      const claim = { cumulativeNanoton, signature: signVoucher(payoutVoucher(voucher), PAYOUT_SEED) };
      expectRefused(await money.toPayout(worker, encodeClaim(claim)), address(), PAYOUT_BAD_SIGNATURE);
    }
  });

  it("refuses what does not pay for itself, and what it does not know", async () => {
    await money.syncPayoutKeys(worker);
    const { PAYOUT_VALUE_TOO_LOW, PAYOUT_UNKNOWN_MESSAGE } = payoutErrors;
    const cheap = await money.toPayout(worker, money.claimBody(worker, 1n), 1_000_000n);
    expectRefused(cheap, address(), PAYOUT_VALUE_TOO_LOW);
    const comment = beginCell().storeUint(0, 32).endCell();
    expectRefused(await money.toPayout(worker, comment), address(), PAYOUT_UNKNOWN_MESSAGE);
  });
});
