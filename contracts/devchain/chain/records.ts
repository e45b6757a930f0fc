/** The first line of a chain's log. */
export interface Genesis {
  readonly format: "cocoon-devchain/1";
  readonly globalId: number;
  /** 32 bytes in hex, drawn once: block hashes follow from it, so that nobody without the file knows them before their time. */
  readonly seed: string;
  readonly timeMs: number;
}

/** A transaction as the log and the index keep it: what it is looked up by, and its cell. */
export interface TransactionRecord {
  /** Raw address. */
  readonly account: string;
  /** Logical time in decimal: a JSON number loses digits. */
  readonly lt: string;
  readonly hash: string;
  readonly boc: string;
}

/** A block in which something happened; those between follow from time alone. */
export interface BlockRecord {
  readonly seqno: number;
  readonly timeMs: number;
  /** How far the chain's time is ahead of the machine's from here on. */
  readonly aheadMs: number;
  readonly transactions: readonly TransactionRecord[];
  /** Every account that changed, as its shard account after the block. */
  readonly accounts: Readonly<Record<string, string>>;
  readonly endLt: string;
  /** Nanoton that came into being, and that went to validators, in this block. */
  readonly minted: string;
  readonly fees: string;
}
