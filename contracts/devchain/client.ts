import type { Address } from "@ton/core";

interface RpcAnswer {
  readonly ok: boolean;
  readonly result?: unknown;
  readonly error?: string;
}

export interface DevChainStatus {
  readonly globalId: number;
  readonly seqno: number;
  /** Unix seconds. */
  readonly now: number;
  readonly accounts: number;
  readonly transactions: number;
  readonly mintedNanoton: string;
  readonly feesNanoton: string;
  readonly balancesNanoton: string;
}

/** The methods that only a dev chain has: coins for nothing, time travel, faults. */
export class DevChainClient {
  readonly #endpoint: string;

  constructor(endpoint: string) {
    this.#endpoint = endpoint;
  }

  async mint(to: Address, amount: bigint): Promise<void> {
    await this.#call("dev_mint", { address: to.toString(), amount: amount.toString() });
  }

  async increaseTime(seconds: number): Promise<void> {
    await this.#call("dev_increaseTime", { seconds });
  }

  async delay(knobs: { readonly answersMs?: number; readonly messagesMs?: number }): Promise<void> {
    await this.#call("dev_delay", knobs);
  }

  async drop(knobs: { readonly answers?: number; readonly messages?: number }): Promise<void> {
    await this.#call("dev_drop", knobs);
  }

  async status(): Promise<DevChainStatus> {
    return (await this.#call("dev_status", {})) as DevChainStatus;
  }

  async #call(method: string, params: object): Promise<unknown> {
    const response = await fetch(this.#endpoint, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ jsonrpc: "2.0", id: 1, method, params }),
    });
    const answer = (await response.json()) as RpcAnswer;
    if (!answer.ok) throw new Error(`${method}: ${answer.error}`);
    return answer.result;
  }
}
