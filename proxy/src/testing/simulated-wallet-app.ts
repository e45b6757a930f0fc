import type { WalletApp } from "../bridge/wallets.ts";

/** The SIMULATED wallet of the local network: its program is a page beside its bridge, and it says yes to everything. */
export const SIMULATED_WALLET_APP: WalletApp = {
  id: "simulated",
  name: "SIMULATED wallet",
  aboutUrl: "http://127.0.0.1/",
  universalLink: "http://127.0.0.1/connect",
  bridgeUrl: "http://127.0.0.1/bridge",
  injectedKey: "cocoonSimulated",
  platforms: ["ios", "android", "chrome", "firefox", "safari", "macos", "windows", "linux"],
};

/** Where its bridge is named, its page is beside that. */
export const withOwnPage = (wallet: WalletApp): WalletApp =>
  wallet.id === SIMULATED_WALLET_APP.id
    ? { ...wallet, universalLink: new URL("/connect", wallet.bridgeUrl).href }
    : wallet;
