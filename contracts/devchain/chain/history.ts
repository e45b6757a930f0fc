import { type Address, Cell, loadTransaction, type ShardAccount } from "@ton/core";
import { lastWhere } from "./clock.ts";
import { NO_ACCOUNT, readAccount } from "./emulator.ts";
import type { BlockRecord, TransactionRecord } from "./records.ts";

export interface Located {
  readonly record: TransactionRecord;
  readonly timeMs: number;
}

export interface TransactionId {
  readonly lt: bigint;
  /** Base64. */
  readonly hash: string;
}

export interface Page {
  /** Null for the newest. */
  readonly from: TransactionId | null;
  readonly untilLt: bigint;
  readonly limit: number;
}

export interface Totals {
  readonly accounts: number;
  readonly transactions: number;
  readonly mintedNanoton: bigint;
  readonly feesNanoton: bigint;
}

/** The chain's state, made of its blocks: what each account is, and every transaction it had, oldest first. */
export class History {
  readonly #accounts = new Map<string, string>();
  readonly #transactions = new Map<string, Located[]>();
  #endLt = 0n;
  #count = 0;
  #minted = 0n;
  #fees = 0n;

  apply({ transactions, accounts, endLt, minted, fees, timeMs }: BlockRecord): void {
    for (const [address, account] of Object.entries(accounts)) this.#accounts.set(address, account);
    for (const record of transactions) {
      const known = this.#transactions.get(record.account);
      if (known) known.push({ record, timeMs });
      else this.#transactions.set(record.account, [{ record, timeMs }]);
    }
    this.#endLt = BigInt(endLt);
    this.#count += transactions.length;
    this.#minted += BigInt(minted);
    this.#fees += BigInt(fees);
  }

  get endLt(): bigint {
    return this.#endLt;
  }

  totals(): Totals {
    return {
      accounts: this.#accounts.size,
      transactions: this.#count,
      mintedNanoton: this.#minted,
      feesNanoton: this.#fees,
    };
  }

  /** What all accounts hold. */
  balances(): bigint {
    return [...this.#accounts.values()].reduce(
      (sum, account) => sum + (readAccount(account).account?.storage.balance.coins ?? 0n),
      0n,
    );
  }

  /** The shard account, as the emulator takes it. */
  encodedAccount(address: string): string {
    return this.#accounts.get(address) ?? NO_ACCOUNT;
  }

  account(address: Address): ShardAccount {
    return readAccount(this.encodedAccount(address.toRawString()));
  }

  /** Newest first, of those after `untilLt`; from one transaction on, or from the newest. Null where that one is not there. */
  transactions(address: Address, { from, untilLt, limit }: Page): Located[] | null {
    const all = this.#transactions.get(address.toRawString()) ?? [];
    const newest = from === null ? all.length - 1 : placeOf(all, from);
    if (newest === null) return null;
    const page: Located[] = [];
    for (let at = newest; at >= 0 && page.length < limit; at--) {
      const located = all[at] as Located;
      if (BigInt(located.record.lt) <= untilLt) break;
      page.push(located);
    }
    return page;
  }

  /** The transaction that took in the message which `source` sent at `createdLt`. */
  resultOf(source: Address, destination: Address, createdLt: bigint): Located | null {
    const all = this.#transactions.get(destination.toRawString()) ?? [];
    const first = lastWhere(all, ({ record }) => BigInt(record.lt) <= createdLt) + 1;
    for (const located of all.slice(first)) {
      const info = readTransaction(located).inMessage?.info;
      if (info?.type === "internal" && info.createdLt === createdLt && info.src.equals(source))
        return located;
    }
    return null;
  }

  /** The transaction that sent that message. */
  sourceOf(source: Address, destination: Address, createdLt: bigint): Located | null {
    const all = this.#transactions.get(source.toRawString()) ?? [];
    const located = all[lastWhere(all, ({ record }) => BigInt(record.lt) < createdLt)];
    if (!located) return null;
    const sent = readTransaction(located).outMessages.values();
    const isIt = sent.some(
      ({ info }) => info.type === "internal" && info.createdLt === createdLt && info.dest.equals(destination),
    );
    return isIt ? located : null;
  }
}

function placeOf(all: readonly Located[], { lt, hash }: TransactionId): number | null {
  const index = lastWhere(all, ({ record }) => BigInt(record.lt) <= lt);
  const record = all[index]?.record;
  return record?.hash === hash && BigInt(record.lt) === lt ? index : null;
}

export const readTransaction = ({ record }: Located) =>
  loadTransaction(Cell.fromBase64(record.boc).beginParse());
