import type { Address, Transaction, TupleItem, TupleReader } from "@ton/core";

/** Names one transaction of an account, and by its hash all that came before it: each commits to the one before. */
export interface TransactionId {
  readonly lt: bigint;
  /** Of the transaction's cell, 64 lower-case hex digits. */
  readonly hash: string;
}

export interface AccountState {
  readonly balanceNanoton: bigint;
  readonly isActive: boolean;
  /** Null before the account's first. */
  readonly last: TransactionId | null;
  /** The masterchain block that this is the state at: `last` and all before it are final. */
  readonly seqno: number;
  /** The chain's time then, Unix seconds. */
  readonly timeS: number;
}

/**
 * What the proxy asks of TON.
 * - Every call must end within a bounded time and read a bounded answer; it fails with a `ChainError`.
 * - Nothing it returns is proved: who credits money by it checks hashes and asks a second source.
 */
export interface ChainSource {
  /** Seqno of the newest masterchain block. */
  head(): Promise<number>;
  account(address: Address): Promise<AccountState>;
  /** Newest first, beginning with `from` itself; may give fewer than `limit`. */
  transactions(address: Address, from: TransactionId, limit: number): Promise<Transaction[]>;
  /** What a get method leaves on its stack. @throws ChainError `method_failed` for an exit code other than 0 */
  run(address: Address, method: string, args: readonly TupleItem[]): Promise<TupleReader>;
  /** Gives an external message to the network, which may still drop it. */
  send(boc: Uint8Array): Promise<void>;
}

/** The transaction before, null for an account's first. */
export function before(transaction: Transaction): TransactionId | null {
  const { prevTransactionLt: lt, prevTransactionHash: hash } = transaction;
  return lt === 0n ? null : { lt, hash: hash.toString(16).padStart(64, "0") };
}

/** By the transaction's own bytes, whatever its source calls it. */
export const idOf = (transaction: Transaction): TransactionId => ({
  lt: transaction.lt,
  hash: transaction.hash().toString("hex"),
});

export const isSame = (a: TransactionId | null, b: TransactionId | null): boolean =>
  a?.lt === b?.lt && a?.hash === b?.hash;
