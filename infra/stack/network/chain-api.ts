import { StackError } from "../errors.ts";

/** The little that a start asks of the dev chain, without TON's library, which would take as long to load as the chain to start. */
export class DevChainApi {
  readonly #api: string;

  constructor(api: string) {
    this.#api = api;
  }

  async isActive(address: string): Promise<boolean> {
    return (await this.#call("getAddressState", { address })) === "active";
  }

  /** Mints what an account has less than half of. */
  async fill(address: string, amountNanoton: bigint): Promise<void> {
    const has = BigInt(String(await this.#call("getAddressBalance", { address })));
    if (has * 2n < amountNanoton)
      await this.#call("dev_mint", { address, amount: (amountNanoton - has).toString() });
  }

  async #call(method: string, params: object): Promise<unknown> {
    const body = JSON.stringify({ id: 1, method, params });
    const response = await fetch(`${this.#api}/jsonRPC`, { method: "POST", body });
    const { ok, result, error } = (await response.json()) as {
      ok: boolean;
      result?: unknown;
      error?: string;
    };
    if (!ok) throw new StackError(`The dev chain refused ${method}: ${error ?? "no reason"}`);
    return result;
  }
}
