import type { Address } from "@ton/core";
import { RegistryError } from "./error.ts";
import type { AccountSource } from "./reading.ts";

/** A registry's state with full lists, and its code, in base64. */
const LARGEST_ANSWER_BYTES = 4 * 1024 * 1024;
const WITHIN_MS = 10_000;

export interface ToncenterOptions {
  /** Of toncenter's v2 API, such as https://toncenter.com/api/v2; its jsonRPC address is taken too. */
  readonly api: string;
  readonly apiKey?: string;
  readonly fetch?: typeof fetch;
}

interface AddressInformation {
  readonly state: string;
  readonly data: string;
  readonly sync_utime: number;
  readonly last_transaction_id: { readonly lt: string };
}

/** Account states over toncenter's v2 API, as many providers and the dev chain serve it: bounded in size and time. */
export class ToncenterAccounts implements AccountSource {
  readonly #base: string;
  readonly #headers: Record<string, string>;
  readonly #fetch: typeof fetch;

  constructor({ api, apiKey, fetch: send }: ToncenterOptions) {
    this.#base = api.replace(/\/(jsonRPC\/?)?$/, "");
    this.#headers = apiKey === undefined ? {} : { "x-api-key": apiKey };
    // Bound, because a browser's fetch refuses to be called as a method of another object.
    this.#fetch = send ?? ((input, init) => fetch(input, init));
  }

  /** @throws RegistryError `unreachable` */
  async getContractState(address: Address): ReturnType<AccountSource["getContractState"]> {
    const { state, data, last_transaction_id: last, sync_utime: timestampt } = await this.#ask(address);
    return {
      state: state === "active" || state === "frozen" ? state : "uninitialized",
      data: data === "" ? null : bytesOf(data),
      lastTransaction: last.lt === "0" ? null : { lt: last.lt },
      timestampt,
    };
  }

  async #ask(address: Address): Promise<AddressInformation> {
    const url = `${this.#base}/getAddressInformation?address=${encodeURIComponent(address.toRawString())}`;
    try {
      const signal = AbortSignal.timeout(WITHIN_MS);
      const response = await this.#fetch(url, { headers: this.#headers, redirect: "error", signal });
      return informationOf(JSON.parse(await boundedText(response)));
    } catch (error) {
      if (error instanceof RegistryError) throw error;
      throw new RegistryError("unreachable", error instanceof Error ? error.name : undefined);
    }
  }
}

async function boundedText(response: Response): Promise<string> {
  const decoder = new TextDecoder();
  let [text, size] = ["", 0];
  const reader = response.body?.getReader();
  for (let part = await reader?.read(); part && !part.done; part = await reader?.read()) {
    size += part.value.byteLength;
    if (size > LARGEST_ANSWER_BYTES) {
      await reader?.cancel();
      throw new RegistryError("unreachable", "its answer is too long");
    }
    text += decoder.decode(part.value, { stream: true });
  }
  return text;
}

/** Takes of the answer what is asked for; servers add to it as they like. */
function informationOf(answer: unknown): AddressInformation {
  const { ok, result } = answer as { ok?: unknown; result?: Partial<AddressInformation> };
  const isComplete =
    ok === true &&
    typeof result?.state === "string" &&
    typeof result.data === "string" &&
    Number.isSafeInteger(result.sync_utime) &&
    /^[0-9]{1,20}$/.test(result.last_transaction_id?.lt ?? "");
  if (!isComplete) throw new RegistryError("unreachable", "its answer is not of toncenter's form");
  return result as AddressInformation;
}

const bytesOf = (base64: string): Uint8Array =>
  Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
