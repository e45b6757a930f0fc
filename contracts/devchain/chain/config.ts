import { Cell, Dictionary } from "@ton/core";
import { slimConfig } from "@ton/sandbox/dist/config/slimConfig.js";
import { configWith } from "../../testing/fees.ts";

/** Of no other chain: a voucher or a wallet of the dev chain is valid nowhere else. */
export const DEV_GLOBAL_ID = 0x5eed;

/**
 * The chain's parameters under its own global id: what the sandbox ships for the virtual machine, with the fees in force. Without
 * lists of validators, which every call into the emulator would parse.
 */
export const chainConfig = (globalId: number): Cell =>
  configWith(Cell.fromBase64(slimConfig), "current", globalId);

/** One parameter; null where the chain has none of that number. */
export const configParameter = (config: Cell, parameter: number): Cell | null =>
  config.beginParse().loadDictDirect(Dictionary.Keys.Int(32), Dictionary.Values.Cell()).get(parameter) ??
  null;
