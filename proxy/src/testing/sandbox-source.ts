import type { Address, Transaction, TupleItem, TupleReader } from "@ton/core";
import { Cell } from "@ton/core";
import type { Blockchain } from "@ton/sandbox";
import { ChainError } from "../chain/source/error.ts";
import {
  type AccountState,
  type ChainSource,
  idOf,
  isSame,
  type TransactionId,
} from "../chain/source/port.ts";

/** TON as the sandbox simulates it, in this process: the real virtual machine, and every message delivered at once. */
export class SandboxSource implements ChainSource {
  readonly #blockchain: Blockchain;

  constructor(blockchain: Blockchain) {
    this.#blockchain = blockchain;
  }

  async head(): Promise<number> {
    return this.#blockchain.snapshot().transactions.length;
  }

  async account(address: Address): Promise<AccountState> {
    const { balance, accountState } = await this.#blockchain.getContract(address);
    const newest = this.#history(address)[0];
    return {
      balanceNanoton: balance,
      isActive: accountState?.type === "active",
      last: newest ? idOf(newest) : null,
      seqno: await this.head(),
    };
  }

  async transactions(address: Address, from: TransactionId, limit: number): Promise<Transaction[]> {
    const history = this.#history(address);
    const start = history.findIndex((transaction) => isSame(idOf(transaction), from));
    return start < 0 ? [] : history.slice(start, start + limit);
  }

  async run(address: Address, method: string, args: readonly TupleItem[]): Promise<TupleReader> {
    try {
      return (await this.#blockchain.runGetMethod(address, method, [...args])).stackReader;
    } catch {
      throw new ChainError("method_failed");
    }
  }

  async send(boc: Uint8Array): Promise<void> {
    await this.#blockchain.sendMessage(Cell.fromBoc(Buffer.from(boc))[0] as Cell).catch(() => {
      throw new ChainError("refused");
    });
  }

  #history(address: Address): Transaction[] {
    const account = BigInt(`0x${address.hash.toString("hex")}`);
    const { transactions } = this.#blockchain.snapshot();
    return transactions.filter((transaction) => transaction.address === account).toReversed();
  }
}
