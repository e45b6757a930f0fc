import type { Address, ContractProvider } from "@ton/core";
import type { ChainSource } from "./port.ts";

const readOnly = (): never => {
  throw new TypeError("what is sent goes through the hot wallet");
};

/** A source as the contracts' wrappers read through it. */
export const readThrough = (source: ChainSource, address: Address): ContractProvider => ({
  getState: async () => {
    const { balanceNanoton, isActive } = await source.account(address);
    const state = isActive
      ? ({ type: "active", code: null, data: null } as const)
      : ({ type: "uninit" } as const);
    return { balance: balanceNanoton, extracurrency: null, last: null, state };
  },
  get: async (name, args) => {
    if (typeof name !== "string") throw new TypeError("get methods are asked by name");
    return { stack: await source.run(address, name, args) };
  },
  external: readOnly,
  internal: readOnly,
  open: readOnly,
  getTransactions: readOnly,
});
