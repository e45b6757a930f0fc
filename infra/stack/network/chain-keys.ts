import { randomBytes } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { Secret } from "@cocoon/protocol/bytes";
import type { Layout } from "./layout.ts";
import { writeWhole } from "./write-whole.ts";

const NAMES = ["operator", "charge", "payout", "hotWallet"] as const;

/** Of one local network, 32 bytes in hex each: its operator's wallet, what signs vouchers, and the wallet that pays fees. */
export type ChainKeys = Readonly<Record<(typeof NAMES)[number], Secret<string>>>;

/** Made once for a folder; the file is readable by its owner only. They are of no chain but the SIMULATED one. */
export function ensureChainKeys({ chainKeys: path }: Pick<Layout, "chainKeys">): ChainKeys {
  if (!existsSync(path)) {
    const drawn = NAMES.map((name) => [name, randomBytes(32).toString("hex")] as const);
    writeWhole(path, JSON.stringify(Object.fromEntries(drawn)));
  }
  const kept = JSON.parse(readFileSync(path, "utf8")) as Record<(typeof NAMES)[number], string>;
  const secrets = NAMES.map((name) => [name, new Secret(kept[name])] as const);
  return Object.fromEntries(secrets) as ChainKeys;
}
