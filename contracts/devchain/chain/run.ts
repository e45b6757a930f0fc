import type { Cell, Message, Transaction } from "@ton/core";
import type { Emulator, Executed } from "./emulator.ts";
import type { BlockRecord, TransactionRecord } from "./records.ts";

/** Between two transactions, as much as the sandbox leaves: room for the messages that one sends. */
const LT_STEP = 1_000_000n;
/** More would be a loop that pays its own fees. */
const MOST_TRANSACTIONS = 2_000;

/** A message set off more transactions than a block may have; none of them happened. */
export class EndlessError extends Error {
  override readonly name = "EndlessError";

  constructor() {
    super(`the message sets off more than ${MOST_TRANSACTIONS} transactions`);
  }
}

export interface Scene {
  readonly emulator: Emulator;
  readonly timeMs: number;
  readonly lastLt: bigint;
  readonly randomSeed: Buffer;
  readonly accountBefore: (address: string) => string;
}

export type Outcome = Pick<BlockRecord, "transactions" | "accounts" | "endLt" | "fees">;

/** Runs a message and all that follows from it, in the order of sending. Nothing is changed: the result says what would be. */
export async function run(first: Message, scene: Scene): Promise<Outcome> {
  const accounts: Record<string, string> = {};
  const transactions: TransactionRecord[] = [];
  let fees = 0n;
  let lt = scene.lastLt;
  const queue = [first];
  for (let message = queue.shift(); message; message = queue.shift()) {
    if (transactions.length === MOST_TRANSACTIONS) throw new EndlessError();
    const address = destinationOf(message);
    lt += LT_STEP;
    const before = accounts[address] ?? scene.accountBefore(address);
    const at = { lt, timeMs: scene.timeMs, randomSeed: scene.randomSeed };
    const executed = await scene.emulator.execute(before, message, at);
    accounts[address] = executed.account;
    transactions.push(recordOf(address, executed));
    const sent = internalMessages(executed.transaction);
    fees += feesOf(executed.transaction, sent);
    queue.push(...sent);
  }
  return { transactions, accounts, endLt: lt.toString(), fees: fees.toString() };
}

const internalMessages = ({ outMessages }: Transaction): Message[] =>
  outMessages.values().filter(({ info }) => info.type === "internal");

/** What leaves the accounts for the validators: a message's forwarding is paid by its sender and is not in the total. */
function feesOf({ totalFees }: Transaction, sent: readonly Message[]): bigint {
  const forwarding = sent.map(({ info }) => (info.type === "internal" ? info.forwardFee : 0n));
  return forwarding.reduce((sum, fee) => sum + fee, totalFees.coins);
}

function destinationOf({ info }: Message): string {
  if (info.type === "external-out") throw new TypeError("a message to nobody");
  return info.dest.toRawString();
}

const recordOf = (account: string, { transaction, cell }: Executed): TransactionRecord => ({
  account,
  lt: transaction.lt.toString(),
  hash: base64(cell.hash()),
  boc: base64(cell.toBoc()),
});

const base64 = (bytes: ReturnType<Cell["hash"]>): string => bytes.toString("base64");
