import type { Chaos } from "../chaos.ts";
import type { DevChain } from "../chain/chain.ts";
import type { Params } from "./params.ts";

export interface Context {
  readonly chain: DevChain;
  readonly chaos: Chaos;
}

/** One method of the API. @throws Refusal */
export type Method = (context: Context, params: Params) => unknown;
