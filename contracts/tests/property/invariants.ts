import type { Address, Cell, Transaction } from "@ton/core";
import { expect } from "vitest";
import { expectDone } from "../../testing/outcome.ts";
import { isAt, storageFeeOf, succeeded, transactionsAt, valueSentTo } from "../../testing/transactions.ts";
import {
  encodeFinalizeClose,
  encodeRequestClose,
  NOTICE_SECONDS,
  STORAGE_RESERVE,
} from "../../wrappers/escrow.ts";
import { decodeDrawCommission, decodeFundPool } from "../../wrappers/treasury.ts";
import { CLIENTS, GIFT, type Name, WORKERS, type World } from "./world.ts";

/** Holds at every moment, with any messages under way. @param started all money before anyone did anything */
export async function checkAlways(world: World, started: bigint): Promise<void> {
  expect((await world.total()) + world.books.fees, "money is conserved").toBe(started + world.books.injected);
  for (const name of CLIENTS) await checkEscrow(world, name);
  await checkTreasury(world);
  for (const name of WORKERS) {
    const paid = payments(world.history, world.money.treasury.address, world.people[name].address);
    expect(paid, `${name} got no more than its vouchers`).toBeLessThanOrEqual(
      world.books.vouchers.get(name) ?? 0n,
    );
  }
  const returned = Object.values(world.people).map(({ address }) => excessTo(world.history, address));
  const sum = returned.reduce((total, amount) => total + amount, 0n);
  expect(sum, "no more excess than was put in").toBeLessThanOrEqual(world.books.injected);
}

async function checkEscrow({ money, people, history }: World, name: Name): Promise<void> {
  const { address } = money.escrow(people[name]);
  const { account } = await money.escrowState(people[name]);
  const beyond = (await money.network.balanceOf(address)) - account.balanceNanoton;
  expect(beyond, `${name}'s escrow has its deposit and reserve`).toBeGreaterThanOrEqual(
    reserveLeft(history, address),
  );
  const paid = payments(history, address, people[name].address);
  expect(paid, `${name} got what its escrow says`).toBe(account.paidOutNanoton);
  expect(account.paidOutNanoton + account.balanceNanoton).toBeLessThanOrEqual(account.depositedNanoton);
}

async function checkTreasury({ money, history }: World): Promise<void> {
  const { address } = money.treasury;
  const { workerPoolNanoton, commissionNanoton } = await money.treasuryState();
  const beyond = (await money.network.balanceOf(address)) - workerPoolNanoton - commissionNanoton;
  expect(beyond, "the treasury has what it owes and its reserve").toBeGreaterThanOrEqual(
    reserveLeft(history, address),
  );
}

/** Storage alone may eat of a reserve: no message does, by a nanoton. */
const reserveLeft = (history: readonly Transaction[], address: Address): bigint =>
  transactionsAt(history, address).reduce<bigint>((left, step) => left - storageFeeOf(step), STORAGE_RESERVE);

const isPlain = (transaction: Transaction): boolean => (transaction.inMessage?.body.bits.length ?? 0) === 0;

/** Sent by a contract to a person without a word: that is money due; excess says so. */
function payments(history: readonly Transaction[], from: Address, to: Address): bigint {
  return history
    .filter((transaction) => isAt(transaction, from))
    .flatMap((transaction) => transaction.outMessages.values())
    .reduce(
      (sum, { info, body }) =>
        info.type === "internal" && info.dest.equals(to) && !info.bounced && body.bits.length === 0
          ? sum + info.value.coins
          : sum,
      0n,
    );
}

function excessTo(history: readonly Transaction[], to: Address): bigint {
  return history
    .filter((transaction) => isAt(transaction, to) && !isPlain(transaction))
    .reduce(
      (sum, { inMessage }) => sum + (inMessage?.info.type === "internal" ? inMessage.info.value.coins : 0n),
      0n,
    );
}

/** With nothing under way: every nanoton that left escrows as charges is with the treasury or went through it. */
export async function checkSettled({ money, people, history }: World): Promise<void> {
  const states = await Promise.all(CLIENTS.map((name) => money.escrowState(people[name])));
  const charged = states.reduce((sum, { account }) => sum + account.chargedTotalNanoton, 0n);
  const payouts = await Promise.all(WORKERS.map((name) => money.payoutState(people[name])));
  const paid = payouts.reduce((sum, { paidNanoton }) => sum + paidNanoton, 0n);
  const { workerPoolNanoton, commissionNanoton } = await money.treasuryState();
  const moved = transactionsAt(history, money.treasury.address).filter(succeeded);
  const sum = (read: (body: Cell) => bigint | null): bigint =>
    moved.reduce((total, { inMessage }) => total + (inMessage ? (read(inMessage.body) ?? 0n) : 0n), 0n);
  const kept = GIFT + charged + sum(decodeFundPool) - sum(decodeDrawCommission) - paid;
  expect(workerPoolNanoton + commissionNanoton, "the treasury has every charge").toBe(kept);
}

/** Whatever happened: a client alone has its whole deposit back a day later. */
export async function checkExit({ money, people }: World, name: Name): Promise<void> {
  const client = people[name];
  const { account } = await money.escrowState(client);
  if (account.closingAt === null) expectDone(await money.toEscrow(client, encodeRequestClose()));
  money.network.advance(NOTICE_SECONDS);
  const done = await money.toEscrow(client, encodeFinalizeClose());
  expectDone(done);
  // More where money came that only these messages found.
  const paid = payments(done, money.escrow(client).address, client.address);
  expect(paid).toBeGreaterThanOrEqual(account.balanceNanoton);
  expect((await money.escrowState(client)).account.balanceNanoton).toBe(0n);
  expect(valueSentTo(done, client.address)).toBeGreaterThanOrEqual(paid);
}
