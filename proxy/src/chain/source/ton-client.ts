import type { Secret } from "@cocoon/protocol/bytes";
import type { Address, Transaction, TupleItem, TupleReader } from "@ton/core";
import { TonClient } from "@ton/ton";
import { boundedHttp } from "./bounded-http.ts";
import { ChainError } from "./error.ts";
import type { AccountState, ChainSource, TransactionId } from "./port.ts";

const TIMEOUT_MS = 10_000;
const MASTERCHAIN = -1;
const HASH_BYTES = 32;

export interface Endpoint {
  /** Of toncenter's JSON-RPC, such as https://toncenter.com/api/v2/jsonRPC. */
  readonly url: string;
  readonly apiKey?: Secret<string> | undefined;
  readonly timeoutMs?: number;
}

/** TON over toncenter's v2 API, as many providers and the dev chain serve it. */
export class TonClientSource implements ChainSource {
  readonly #client: TonClient;
  #timeS = 0;

  constructor({ url, apiKey, timeoutMs = TIMEOUT_MS }: Endpoint) {
    const key = apiKey === undefined ? {} : { apiKey: apiKey.reveal() };
    const httpAdapter = boundedHttp(timeoutMs);
    this.#client = new TonClient({ endpoint: url, timeout: timeoutMs, httpAdapter, ...key });
  }

  /** Unix milliseconds of the newest state it has told: the chain's time, for what it is worth. */
  get timeMs(): number {
    return this.#timeS * 1000;
  }

  head(): Promise<number> {
    return typed(async () => (await this.#client.getMasterchainInfo()).latestSeqno);
  }

  account(address: Address): Promise<AccountState> {
    return typed(async () => {
      const state = await this.#client.getContractState(address);
      const { balance, lastTransaction, blockId, timestampt: timeS } = state;
      // Only what a masterchain block refers to is final.
      if (blockId.workchain !== MASTERCHAIN) throw new ChainError("malformed");
      const last = lastTransaction && { lt: BigInt(lastTransaction.lt), hash: hexOf(lastTransaction.hash) };
      this.#timeS = Math.max(this.#timeS, timeS);
      const isActive = state.state === "active";
      return { balanceNanoton: balance, isActive, last, seqno: blockId.seqno, timeS };
    });
  }

  transactions(address: Address, from: TransactionId, limit: number): Promise<Transaction[]> {
    const hash = Buffer.from(from.hash, "hex").toString("base64");
    const query = { lt: from.lt.toString(), hash, limit, inclusive: true, archival: true };
    return typed(() => this.#client.getTransactions(address, query));
  }

  run(address: Address, method: string, args: readonly TupleItem[]): Promise<TupleReader> {
    return typed(async () => {
      const { exit_code, stack } = await this.#client.runMethodWithError(address, method, [...args]);
      if (exit_code !== 0) throw new ChainError("method_failed");
      return stack;
    });
  }

  send(boc: Uint8Array): Promise<void> {
    return typed(() => this.#client.sendFile(Buffer.from(boc)));
  }
}

function hexOf(base64: string): string {
  const bytes = Buffer.from(base64, "base64");
  if (bytes.length !== HASH_BYTES) throw new ChainError("malformed");
  return bytes.toString("hex");
}

/** TonClient quotes the answer in its errors; what it can't read is `malformed`, what it reports as failed `refused`. */
async function typed<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    if (error instanceof ChainError) throw error;
    const isReport = error instanceof Error && error.message.startsWith("Received error");
    throw new ChainError(isReport ? "refused" : "malformed");
  }
}
