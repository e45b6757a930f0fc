import { type Address, type Message, type Transaction, Cell, type StateInit } from "@ton/core";
import { internal } from "@ton/sandbox";
import type { Network } from "./network.ts";

/**
 * Messages under way, delivered one by one in an order that the test chooses. As on the chain, two messages of one account to
 * another arrive in the order in which they were sent; all else may overtake each other.
 */
export class InFlight {
  readonly waiting: Message[] = [];

  constructor(readonly network: Network) {}

  /** Puts a message from any account on its way, as its owner's wallet would send it. */
  post(from: Address, to: Address, value: bigint, body: Cell | null, init?: StateInit, bounce = true): void {
    this.waiting.push(
      internal({
        from,
        to,
        value,
        body: body ?? Cell.EMPTY,
        bounce,
        ...(init ? { stateInit: init } : {}),
      }),
    );
  }

  /** Delivers one of those that may arrive next, chosen by a number. */
  async deliver(choice = 0): Promise<Transaction> {
    const first = this.waiting.filter(
      (message, index) => !this.waiting.slice(0, index).some(samePath(message)),
    );
    const message = first[choice % first.length];
    if (!message || message.info.type !== "internal") throw new Error("nothing is under way");
    this.waiting.splice(this.waiting.indexOf(message), 1);
    const account = await this.network.blockchain.getContract(message.info.dest);
    const transaction = await account.receiveMessage(message);
    this.waiting.push(...transaction.outMessages.values().filter(({ info }) => info.type === "internal"));
    return transaction;
  }

  /** Delivers until nothing is under way, in the order of sending unless told. */
  async settle(choose: () => number = () => 0): Promise<Transaction[]> {
    const done: Transaction[] = [];
    while (this.waiting.length > 0) done.push(await this.deliver(choose()));
    return done;
  }
}

const samePath =
  (a: Message) =>
  (b: Message): boolean =>
    a.info.type === "internal" &&
    b.info.type === "internal" &&
    a.info.src.equals(b.info.src) &&
    a.info.dest.equals(b.info.dest);
