import { nanoton } from "@cocoon/protocol/money";
import type { Address, Transaction } from "@ton/core";
import type { Fees } from "../testing/fees.ts";
import { guardsOf, Money, PAYER_SEED } from "../testing/money.ts";
import type { Wallet } from "../testing/network.ts";
import { costOf, gasOf, isAt, storageFeeOf } from "../testing/transactions.ts";
import {
  encodeFinalizeClose,
  encodeRequestClose,
  encodeSetGuards,
  encodeSyncKeys,
  NOTICE_SECONDS,
  VALUE_FOR_FEES,
} from "../wrappers/escrow.ts";
import { encodeDrawCommission, encodeFundPool } from "../wrappers/treasury.ts";
import { registryOperations } from "./registry-operations.ts";

/** What an operation took: gas of each contract's step in order, and nanoton in all but the wallets' own work. */
export interface Measured {
  readonly gas: readonly number[];
  readonly nanoton: number;
}

const TON = 1_000_000_000n;
const YEAR_SECONDS = 365 * 86_400;

/** Every operation once, under these fees. */
export async function measure(fees: Fees): Promise<Record<string, Measured>> {
  const money = await Money.deploy(fees);
  const [client, payer, worker] = await Promise.all(
    ["client", "payer", "worker"].map((name) => money.network.wallet(name)),
  );
  const people = { client, payer, worker } as Record<"client" | "payer" | "worker", Wallet>;
  const wallets = [money.operator, ...Object.values(people)].map(({ address }) => address);
  const found: Record<string, Measured> = {};
  for (const [name, run] of operations(money, people)) found[name] = measured(await run(), wallets);
  found["storage of an escrow, a year"] = await storage(money, people.payer);
  return { ...found, ...(await ofRegistry(fees)) };
}

async function ofRegistry(fees: Fees): Promise<Record<string, Measured>> {
  const { world, operations: all } = await registryOperations(fees);
  const wallets = [world.owner.address, world.guardian.address];
  const found: Record<string, Measured> = {};
  for (const [name, run] of all) found[name] = measured(await run(), wallets);
  return found;
}

type Operation = readonly [name: string, run: () => Promise<readonly Transaction[]>];

function operations(money: Money, people: Record<"client" | "payer" | "worker", Wallet>): Operation[] {
  const { client, payer, worker } = people;
  return [
    ["first top-up, with the escrow's code", () => money.topUp(client, TON, guardsOf(TON))],
    ["top-up", () => money.topUp(client, TON)],
    ["top-up with an empty body", () => money.toEscrow(client, null, TON)],
    ["charge", () => money.charge(client, TON / 5n)],
    ["guards", () => money.toEscrow(client, encodeSetGuards(guardsOf(TON / 2n)))],
    ["first top-up with a payer key", () => money.topUp(payer, TON, guardsOf(TON, PAYER_SEED))],
    ["charge with a payer key", () => money.charge(payer, TON / 5n, { payerSeed: PAYER_SEED })],
    ["asking for an escrow's keys", () => money.toEscrow(payer, encodeSyncKeys())],
    ["first request of a payout contract's keys, with its code", () => money.syncPayoutKeys(worker)],
    ["claim", () => money.claim(worker, TON / 5n)],
    ["drawing commission", () => money.toTreasury(money.operator, encodeDrawCommission(nanoton(TON / 100n)))],
    ["funding the pool", () => money.toTreasury(client, encodeFundPool(nanoton(TON)), TON + VALUE_FOR_FEES)],
    ["asking for a close", () => money.toEscrow(client, encodeRequestClose())],
    [
      "finalizing a close",
      () => {
        money.network.advance(NOTICE_SECONDS);
        return money.toEscrow(client, encodeFinalizeClose());
      },
    ],
    ["granted close that charges", () => money.grantClose(payer, TON / 4n, { payerSeed: PAYER_SEED })],
  ];
}

/** Storage accrues with time and is measured by itself. */
function measured(transactions: readonly Transaction[], wallets: readonly Address[]): Measured {
  const steps = transactions.filter((transaction) => !wallets.some((wallet) => isAt(transaction, wallet)));
  const accrued = steps.reduce((sum, step) => sum + storageFeeOf(step), 0n);
  return {
    gas: steps.map((step) => Number(gasOf(step))),
    nanoton: Number(costOf(transactions, wallets) - accrued),
  };
}

async function storage(money: Money, owner: Wallet): Promise<Measured> {
  await money.topUp(owner, TON);
  money.network.advance(YEAR_SECONDS);
  const transactions = await money.topUp(owner, TON);
  const step = transactions.find((transaction) => isAt(transaction, money.escrow(owner).address));
  return { gas: [], nanoton: Number(step ? storageFeeOf(step) : 0n) };
}
