import { resolve } from "node:path";
import { DEV_GLOBAL_ID } from "./chain/config.ts";

/** Settings that are wrong, all of them at once. */
export class SettingsError extends Error {
  override readonly name = "SettingsError";

  constructor(faults: readonly string[]) {
    super(`The settings are wrong: ${faults.join("; ")}.`);
  }
}

export interface Settings {
  readonly port: number;
  readonly folder: string;
  readonly globalId: number;
  readonly blockMs: number;
}

export const USAGE = `cocoon-devchain

A SIMULATED TON chain on this machine: real contracts in TON's own virtual machine, coins for nothing. It speaks the toncenter
API v2 on the loopback address (POST /api/v2/jsonRPC, and GET or POST /api/v2/METHOD), so TonClient and wallets take it as
their endpoint.

Environment:
  COCOON_CHAIN_PORT       its port, 7771 by default; 0 for any free one
  COCOON_CHAIN_FOLDER     where the chain is kept, .cocoon/devchain by default
  COCOON_CHAIN_GLOBAL_ID  its global id, ${DEV_GLOBAL_ID} by default; never one of TON's own, so nothing signed for it is valid there
  COCOON_CHAIN_BLOCK_MS   how often time alone makes a block, 1000 by default

Methods of its own: dev_mint {address, amount}, dev_increaseTime {seconds}, dev_delay {answersMs, messagesMs},
dev_drop {answers, messages}, dev_status.

It stops on SIGTERM or Ctrl-C. Exit codes: 0 stopped, 1 failed, 2 wrong command line, 78 wrong settings or state.
`;

/** Mainnet's and testnet's: a chain that calls itself so could have vouchers signed that are worth something. */
const TAKEN = [-239, -3];

type Env = Readonly<Record<string, string | undefined>>;

/** @throws SettingsError */
export function readSettings(env: Env, cwd: string): Settings {
  const faults: string[] = [];
  const integer = (name: string, fallback: number, least: number, most: number): number => {
    const text = env[name] || String(fallback);
    const value = /^-?[0-9]{1,10}$/.test(text) ? Number(text) : Number.NaN;
    if (value >= least && value <= most) return value;
    faults.push(`${name} is not a whole number from ${least} to ${most}`);
    return fallback;
  };
  const settings = {
    port: integer("COCOON_CHAIN_PORT", 7771, 0, 65_535),
    folder: resolve(cwd, env["COCOON_CHAIN_FOLDER"] || ".cocoon/devchain"),
    globalId: integer("COCOON_CHAIN_GLOBAL_ID", DEV_GLOBAL_ID, -0x8000_0000, 0x7fff_ffff),
    blockMs: integer("COCOON_CHAIN_BLOCK_MS", 1_000, 100, 60_000),
  };
  if (TAKEN.includes(settings.globalId))
    faults.push("COCOON_CHAIN_GLOBAL_ID is that of a real network; choose another");
  if (faults.length > 0) throw new SettingsError(faults);
  return settings;
}
