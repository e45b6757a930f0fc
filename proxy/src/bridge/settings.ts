import { ConfigError } from "../config.ts";
import type { WalletApp } from "./wallets.ts";

const VARIABLE = "COCOON_BRIDGES";
/** On this machine a bridge may do without TLS. */
const BRIDGE_URL = /^(?:https:\/\/[^\s?#@]+|http:\/\/(?:127\.0\.0\.1|localhost)(?::[0-9]+)?\/[^\s?#]*)$/;

/**
 * The wallets whose bridges are relayed: names of known ones, separated by commas, each with `=URL` for a bridge elsewhere
 * than its makers'. Nothing else is ever relayed to.
 * @throws ConfigError for a name that is not known, or no URL of a bridge
 */
export function relayedWallets(text: string, known: readonly WalletApp[]): readonly WalletApp[] {
  const entries = text === "" ? [] : text.split(",");
  const wallets = entries.map((entry) => relayedWallet(entry, known));
  if (new Set(wallets.map(({ id }) => id)).size !== wallets.length)
    throw new ConfigError([`${VARIABLE} names a wallet twice`]);
  return wallets;
}

function relayedWallet(entry: string, known: readonly WalletApp[]): WalletApp {
  const [name = "", ...rest] = entry.split("=");
  const wallet = known.find(({ id }) => id === name);
  if (!wallet) {
    const names = known.map(({ id }) => id).join(", ");
    throw new ConfigError([`${VARIABLE} names a wallet that is not known; there are ${names}`]);
  }
  if (rest.length === 0) return wallet;
  const bridgeUrl = rest.join("=").replace(/\/$/, "");
  if (!BRIDGE_URL.test(bridgeUrl))
    throw new ConfigError([`${VARIABLE} has what is no https URL of a bridge, behind ${name}`]);
  return { ...wallet, bridgeUrl };
}
