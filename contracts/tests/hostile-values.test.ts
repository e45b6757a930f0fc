import { nanoton } from "@cocoon/protocol/money";
import { Address, beginCell, type Cell, type Transaction } from "@ton/core";
import { beforeEach, describe, expect, it } from "vitest";
import { InFlight } from "../testing/in-flight.ts";
import { configOf, guardsOf, Money } from "../testing/money.ts";
import type { Wallet } from "../testing/network.ts";
import { expectDone, expectRefused } from "../testing/outcome.ts";
import { exitCodeOf, transactionsAt, valueSentTo } from "../testing/transactions.ts";
import {
  encodeFinalizeClose,
  encodeRequestClose,
  encodeSyncKeys,
  encodeTopUp,
  escrowErrors,
  NOTICE_SECONDS,
  STORAGE_RESERVE,
  VALUE_FOR_FEES,
} from "../wrappers/escrow.ts";
import { encodePayoutSyncKeys, WorkerPayout } from "../wrappers/payout.ts";
import { encodeFundPool, Treasury } from "../wrappers/treasury.ts";

const TON = 1_000_000_000n;

let money: Money;
let client: Wallet;
let thief: Wallet;

beforeEach(async () => {
  money = await Money.deploy();
  client = await money.network.wallet("client");
  thief = await money.network.wallet("thief");
});

const escrow = () => money.escrow(client).address;
const account = async () => (await money.escrowState(client)).account;

/** What the treasury has beyond what it owes. */
async function spareOfTreasury(): Promise<bigint> {
  const { workerPoolNanoton, commissionNanoton } = await money.treasuryState();
  return (await money.network.balanceOf(money.treasury.address)) - workerPoolNanoton - commissionNanoton;
}

/** As exchanges pay: with a word that no contract knows, and not to be sent back. */
const comment = beginCell().storeUint(0, 32).storeStringTail("for my account").endCell();
const payBlindly = (value: bigint, body: Cell = comment): Promise<Transaction[]> =>
  money.network.send(client, { to: escrow(), value, body, bounce: false });

describe("a charge that brings too little for its own fees", () => {
  it("is refused, whatever the escrow has to spare: the treasury would pay for it", async () => {
    await money.topUp(client, TON, guardsOf(TON));
    await payBlindly(TON / 20n);
    const before = await spareOfTreasury();
    let cumulative = 0n;
    for (const value of [900_000n, 1_100_000n, 1_500_000n, 2_000_000n])
      expectRefused(
        await money.charge(client, (cumulative += TON / 100n), { value }),
        escrow(),
        escrowErrors.VALUE_TOO_LOW,
      );
    expect(await spareOfTreasury()).toBe(before);
    expectDone(await money.charge(client, cumulative));
    expect(await spareOfTreasury()).toBeGreaterThanOrEqual(before);
  });
});

describe("an owner on the masterchain, where a message costs many times as much", () => {
  const far = new Address(-1, Buffer.alloc(32, 7));

  it("pays for its payment itself: the treasury keeps what it owes to others", async () => {
    await money.toTreasury(client, encodeFundPool(nanoton(TON)), TON + VALUE_FOR_FEES);
    const { address, init } = WorkerPayout.of(money.treasury.address, far);
    const send = (value: bigint, body: Cell) =>
      money.network.send(thief, { to: address, value, body, init: init ?? { code: null, data: null } });
    expectDone(await send(VALUE_FOR_FEES, encodePayoutSyncKeys()));
    const owner = { address: far } as Wallet;
    const before = await spareOfTreasury();
    for (const value of [2_000_000n, 4_000_000n, 8_000_000n, 12_000_000n, VALUE_FOR_FEES]) {
      await send(value, money.claimBody(owner, value));
      expect(await spareOfTreasury()).toBeGreaterThanOrEqual(before);
    }
    expect((await money.payoutState(owner)).paidNanoton).toBe(VALUE_FOR_FEES);
  });

  it("pays for its close itself", async () => {
    const owner = { address: far } as Wallet;
    const flight = new InFlight(money.network);
    const { address, init } = money.escrow(owner);
    const body = encodeTopUp({ amountNanoton: nanoton(TON), guards: guardsOf(TON) });
    flight.post(far, address, TON + VALUE_FOR_FEES, body, init);
    await flight.settle();
    const before = await spareOfTreasury();
    for (const value of [4_000_000n, 6_000_000n, 8_000_000n, VALUE_FOR_FEES]) {
      const { blockchain } = money.network;
      const start = blockchain.snapshot();
      flight.post(thief.address, address, value, await money.closeBody(owner, TON / 2n));
      await flight.settle();
      expect(await spareOfTreasury()).toBeGreaterThanOrEqual(before);
      await blockchain.loadFrom(start);
    }
  });
});

describe("money that came without a word the escrow understands", () => {
  it("before its first message is a deposit, not the next sender's", async () => {
    await payBlindly(10n * TON);
    const { address, init } = money.escrow(client);
    const done = await money.network.send(thief, {
      to: address,
      value: VALUE_FOR_FEES,
      body: encodeSyncKeys(),
      init,
    });
    expect(valueSentTo(done, thief.address)).toBeLessThan(VALUE_FOR_FEES);
    const { balanceNanoton, depositedNanoton } = await account();
    expect(balanceNanoton).toBe(depositedNanoton);
    expect(balanceNanoton).toBeGreaterThan(10n * TON - 2n * STORAGE_RESERVE);
  });

  it("and could not be sent back is one as well, also while a close is due", async () => {
    await money.topUp(client, TON, guardsOf(TON));
    await payBlindly(2n * TON);
    await money.toEscrow(client, encodeRequestClose(), VALUE_FOR_FEES);
    expect((await account()).balanceNanoton).toBeGreaterThan(3n * TON - STORAGE_RESERVE);
    await payBlindly(3n * TON);
    money.network.advance(NOTICE_SECONDS);
    const closed = await money.toEscrow(client, encodeFinalizeClose(), VALUE_FOR_FEES, thief);
    expect(valueSentTo(closed, client.address)).toBeGreaterThan(6n * TON - STORAGE_RESERVE);
    expect(valueSentTo(closed, thief.address)).toBeLessThan(VALUE_FOR_FEES);
  });

  it("stays where it is when keys arrive after it", async () => {
    const flight = new InFlight(money.network);
    const { address, init } = money.escrow(client);
    flight.post(thief.address, address, VALUE_FOR_FEES, encodeSyncKeys(), init);
    await flight.deliver();
    await payBlindly(5n * TON);
    await flight.settle();
    expect(await money.network.balanceOf(escrow())).toBeGreaterThan(5n * TON - STORAGE_RESERVE);
    await money.toEscrow(client, encodeSyncKeys(), VALUE_FOR_FEES, thief);
    expect((await account()).balanceNanoton).toBeGreaterThan(5n * TON - STORAGE_RESERVE);
  });
});

describe("a bounced request for keys", () => {
  it("whose queryId reads like an amount takes nothing off what was paid", async () => {
    const nobody = Treasury.create(configOf(thief.address, 1));
    const { address, init } = WorkerPayout.of(nobody.address, client.address);
    const done = await money.network.send(thief, {
      to: address,
      value: VALUE_FOR_FEES,
      body: encodePayoutSyncKeys(0x1100_0000_0000_0000n),
      init: init ?? { code: null, data: null },
    });
    const [, bounced] = transactionsAt(done, address);
    expect(bounced && exitCodeOf(bounced)).not.toBe(0);
  });
});
