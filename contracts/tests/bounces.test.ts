import { nanoton } from "@cocoon/protocol/money";
import type { Address, Transaction } from "@ton/core";
import { beforeEach, describe, expect, it } from "vitest";
import { InFlight } from "../testing/in-flight.ts";
import { configOf, guardsOf, Money, seedOf } from "../testing/money.ts";
import type { Wallet } from "../testing/network.ts";
import { expectDone } from "../testing/outcome.ts";
import { exitCodeOf, isAt, transactionsAt, valueSentTo } from "../testing/transactions.ts";
import {
  encodeFinalizeClose,
  encodeRequestClose,
  NOTICE_SECONDS,
  STORAGE_RESERVE,
  VALUE_FOR_FEES,
} from "../wrappers/escrow.ts";
import {
  CONFIG_DELAY_SECONDS,
  encodeExecuteConfig,
  encodeFundPool,
  encodeProposeConfig,
  treasuryErrors,
} from "../wrappers/treasury.ts";
import { voucherPublicKey } from "../wrappers/voucher.ts";

const TON = 1_000_000_000n;

let money: Money;
let client: Wallet;

beforeEach(async () => {
  money = await Money.deploy();
  client = await money.network.wallet("client");
  await money.topUp(client, TON, guardsOf(TON));
});

const account = async () => (await money.escrowState(client)).account;
const escrow = () => money.escrow(client).address;
const treasury = () => money.treasury.address;

/** New keys hold at the treasury, and no child has asked for them. */
async function rotate(): Promise<void> {
  const config = {
    ...configOf(money.operator.address, 50_000),
    chargeKey: voucherPublicKey(seedOf(7)),
    payoutKey: voucherPublicKey(seedOf(8)),
  };
  await money.toTreasury(money.operator, encodeProposeConfig(config));
  money.network.advance(CONFIG_DELAY_SECONDS);
  expectDone(await money.toTreasury(money.operator, encodeExecuteConfig(config)));
}

const refusedWith = (transactions: readonly Transaction[], code: number): boolean =>
  transactionsAt(transactions, treasury()).some((transaction) => exitCodeOf(transaction) === code);

/** To a thousand nanoton, the least with which the contract goes on. */
async function leastValue(
  send: (value: bigint) => Promise<readonly Transaction[]>,
  at: Address,
): Promise<bigint> {
  const { blockchain } = money.network;
  const start = blockchain.snapshot();
  let refused = 0n;
  let accepted: bigint = VALUE_FOR_FEES;
  while (accepted - refused > 1_000n) {
    const middle = (refused + accepted) / 2n;
    const [arrived] = transactionsAt(await send(middle), at);
    if (arrived && exitCodeOf(arrived) === 0) accepted = middle;
    else refused = middle;
    await blockchain.loadFrom(start);
  }
  return accepted;
}

describe("a charge under a replaced key", () => {
  it("bounces, and the client keeps its money to the nanoton", async () => {
    await rotate();
    const before = await account();
    const done = await money.charge(client, TON / 4n);
    expect(refusedWith(done, treasuryErrors.STALE_KEYS)).toBe(true);
    expect({ ...(await account()), day: 0 }).toEqual({ ...before, day: 0 });
    expect(await money.network.balanceOf(escrow())).toBeGreaterThanOrEqual(TON + STORAGE_RESERVE);
    expect((await money.treasuryState()).workerPoolNanoton).toBe(0n);
  });

  it("is undone even where it came with the least value that is accepted", async () => {
    await money.charge(client, TON / 8n);
    await rotate();
    const value = await leastValue((least) => money.charge(client, TON / 4n, { value: least }), escrow());
    const before = await account();
    const done = await money.charge(client, TON / 4n, { value });
    expect(refusedWith(done, treasuryErrors.STALE_KEYS)).toBe(true);
    expect(await account()).toMatchObject({
      balanceNanoton: before.balanceNanoton,
      chargedNanoton: before.chargedNanoton,
    });
    expect(await money.network.balanceOf(escrow())).toBeGreaterThanOrEqual(
      before.balanceNanoton + STORAGE_RESERVE,
    );
  });

  it("can be made again under the new key once the escrow has asked for it", async () => {
    await rotate();
    await money.charge(client, TON / 4n);
    await money.topUp(client, TON);
    expectDone(await money.charge(client, TON / 4n, { seed: seedOf(7) }));
    expect(await account()).toMatchObject({ chargedNanoton: TON / 4n, chargedTodayNanoton: TON / 4n });
    // What the bounce left over went back to who paid next; the reserve is as before.
    expect(await money.network.balanceOf(escrow())).toBe((7n * TON) / 4n + STORAGE_RESERVE);
  });

  it("that a granted close makes comes back as a deposit of the next epoch", async () => {
    await rotate();
    const done = await money.grantClose(client, TON / 4n);
    expect(valueSentTo(done, client.address)).toBe((3n * TON) / 4n);
    expect(refusedWith(done, treasuryErrors.STALE_KEYS)).toBe(true);
    expect(await account()).toMatchObject({
      epoch: 1,
      balanceNanoton: TON / 4n,
      chargedNanoton: 0n,
      chargedTotalNanoton: 0n,
      chargedTodayNanoton: 0n,
    });
    await money.toEscrow(client, encodeRequestClose());
    money.network.advance(NOTICE_SECONDS);
    const closed = await money.toEscrow(client, encodeFinalizeClose());
    expect(valueSentTo(closed, client.address)).toBeGreaterThanOrEqual(TON / 4n);
    expect((await account()).balanceNanoton).toBe(0n);
  });

  it("that bounces after its day has ended takes nothing off what a later day was charged", async () => {
    const flight = new InFlight(money.network);
    const post = async (cumulative: bigint): Promise<void> => {
      const body = await money.chargeBody(client, cumulative);
      flight.post(money.operator.address, escrow(), VALUE_FOR_FEES, body);
    };
    await post(TON / 4n);
    await flight.deliver();
    await rotate();
    await post(TON / 2n);
    // The second charge arrives before the first one's news does.
    await flight.deliver(1);
    expect(await account()).toMatchObject({ chargedNanoton: TON / 2n, chargedTodayNanoton: TON / 4n });
    const refused = await flight.deliver();
    expect(refusedWith([refused], treasuryErrors.STALE_KEYS)).toBe(true);
    await flight.deliver(1);
    expect(await account()).toMatchObject({ chargedNanoton: TON / 4n, chargedTodayNanoton: TON / 4n });
    await flight.settle();
    expect(await account()).toMatchObject({
      balanceNanoton: TON,
      chargedNanoton: 0n,
      chargedTodayNanoton: 0n,
    });
  });

  it("that bounces after a close has ended its epoch is a deposit again, and the close paid the rest", async () => {
    await money.toEscrow(client, encodeRequestClose());
    const flight = new InFlight(money.network);
    await rotateUnder(flight, TON / 4n, async () => {
      const closed = await money.toEscrow(client, encodeFinalizeClose());
      expect(valueSentTo(closed, client.address)).toBeGreaterThanOrEqual((3n * TON) / 4n);
      expect(await account()).toMatchObject({ epoch: 1, balanceNanoton: 0n });
    });
    expect(await account()).toMatchObject({ epoch: 1, balanceNanoton: TON / 4n, chargedNanoton: 0n });
    expect((await account()).chargedTotalNanoton).toBe(0n);
  });

  /** A charge is under way while two days pass, the keys are replaced and `meanwhile` happens; then it arrives. */
  async function rotateUnder(
    flight: InFlight,
    amount: bigint,
    meanwhile?: () => Promise<void>,
  ): Promise<void> {
    const body = await money.chargeBody(client, amount);
    flight.post(money.operator.address, escrow(), VALUE_FOR_FEES, body);
    expect(isAt(await flight.deliver(), escrow())).toBe(true);
    expect((await account()).balanceNanoton).toBe(TON - amount);
    await rotate();
    await meanwhile?.();
    expect(refusedWith(await flight.settle(), treasuryErrors.STALE_KEYS)).toBe(true);
  }
});

describe("charges that overtake each other", () => {
  it("never take more than the highest voucher, whichever bounces", async () => {
    const flight = new InFlight(money.network);
    for (const cumulative of [TON / 4n, TON / 2n])
      flight.post(
        money.operator.address,
        escrow(),
        VALUE_FOR_FEES,
        await money.chargeBody(client, cumulative),
      );
    await flight.deliver();
    await flight.deliver();
    expect((await account()).chargedNanoton).toBe(TON / 2n);
    await flight.settle();
    expect((await money.treasuryState()).workerPoolNanoton).toBe((TON / 2n / 20n) * 19n);
  });
});

describe("a claim that the treasury refuses", () => {
  let worker: Wallet;
  beforeEach(async () => {
    worker = await money.network.wallet("worker");
    await money.syncPayoutKeys(worker);
  });
  const paid = async () => (await money.payoutState(worker)).paidNanoton;

  it("for want of money in the pool counts again when there is some", async () => {
    const done = await money.claim(worker, TON);
    expect(refusedWith(done, treasuryErrors.POOL_TOO_SMALL)).toBe(true);
    expect(valueSentTo(done, worker.address)).toBe(0n);
    expect(await paid()).toBe(0n);
    await money.toTreasury(client, encodeFundPool(nanoton(TON)), TON + VALUE_FOR_FEES);
    expect(valueSentTo(await money.claim(worker, TON), worker.address)).toBe(TON);
    expect(await paid()).toBe(TON);
    expect(await money.network.balanceOf(money.payout(worker).address)).toBe(STORAGE_RESERVE);
  });

  it("is undone even where it came with the least value that is accepted", async () => {
    const { address } = money.payout(worker);
    const value = await leastValue(
      (least) => money.toPayout(worker, money.claimBody(worker, TON), least),
      address,
    );
    const done = await money.toPayout(worker, money.claimBody(worker, TON), value);
    expect(refusedWith(done, treasuryErrors.POOL_TOO_SMALL)).toBe(true);
    expect(await paid()).toBe(0n);
    expect(await money.network.balanceOf(address)).toBeGreaterThanOrEqual(STORAGE_RESERVE);
  });

  it("for its replaced key counts under the new one", async () => {
    await money.toTreasury(client, encodeFundPool(nanoton(TON)), TON + VALUE_FOR_FEES);
    await rotate();
    expect(refusedWith(await money.claim(worker, TON), treasuryErrors.STALE_KEYS)).toBe(true);
    expect(await paid()).toBe(0n);
    await money.syncPayoutKeys(worker);
    expect(valueSentTo(await money.claim(worker, TON, seedOf(8)), worker.address)).toBe(TON);
  });

  it("while a later one succeeds leaves the sum right", async () => {
    await money.toTreasury(client, encodeFundPool(nanoton(TON / 2n)), TON);
    const flight = new InFlight(money.network);
    const post = (cumulative: bigint): void =>
      flight.post(
        client.address,
        money.payout(worker).address,
        VALUE_FOR_FEES,
        money.claimBody(worker, cumulative),
      );
    post(TON);
    post(TON + TON / 4n);
    const done = await flight.settle();
    expect(refusedWith(done, treasuryErrors.POOL_TOO_SMALL)).toBe(true);
    expect(await paid()).toBe(valueSentTo(done, worker.address));
    expect(await paid()).toBe(TON / 4n);
  });
});
