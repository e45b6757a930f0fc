import { randomBytes } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { Secret } from "@cocoon/protocol/bytes";
import type { Layout } from "./layout.ts";
import { writeWhole } from "./write-whole.ts";

/** Of the wallets that the workers earn for. */
export const OWNERS = ["owner1", "owner2", "owner3"] as const;
const NAMES = ["operator", "charge", "payout", "hotWallet", ...OWNERS] as const;

/**
 * Of one local network, 32 bytes in hex each: its operator's wallet, what signs vouchers, the wallet that pays fees, and the wallets
 * of the workers' owners.
 */
export type ChainKeys = Readonly<Record<(typeof NAMES)[number], Secret<string>>>;

/** Each made once for a folder; the file is readable by its owner only. They are of no chain but the SIMULATED one. */
export function ensureChainKeys({ chainKeys: path }: Pick<Layout, "chainKeys">): ChainKeys {
  const kept = existsSync(path) ? (JSON.parse(readFileSync(path, "utf8")) as Kept) : {};
  const keys = NAMES.map((name) => [name, kept[name] ?? randomBytes(32).toString("hex")] as const);
  if (keys.some(([name]) => kept[name] === undefined))
    writeWhole(path, JSON.stringify(Object.fromEntries(keys)));
  return Object.fromEntries(keys.map(([name, key]) => [name, new Secret(key)])) as ChainKeys;
}

type Kept = { readonly [name in (typeof NAMES)[number]]?: string };
