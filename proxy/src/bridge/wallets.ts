/** A wallet that speaks TON Connect, as its makers describe it. */
export interface WalletApp {
  /** TON Connect's `app_name`; also the last part of our own relay's path and the name of its icon. */
  readonly id: string;
  readonly name: string;
  readonly aboutUrl: string;
  /** Opens the wallet's own program. */
  readonly universalLink: string;
  /** Where its HTTP bridge is. */
  readonly bridgeUrl: string;
  /** The name under which it puts itself into a page; null where it never does. */
  readonly injectedKey: string | null;
  readonly platforms: readonly string[];
}

/** Source: TON Connect's list, wallets-v2.json; names and links are those of the makers, icons are drawn by us. */
export const KNOWN_WALLETS: readonly WalletApp[] = [
  {
    id: "telegram-wallet",
    name: "Wallet",
    aboutUrl: "https://wallet.tg/",
    universalLink: "https://t.me/wallet?attach=wallet",
    bridgeUrl: "https://walletbot.me/tonconnect-bridge/bridge",
    injectedKey: null,
    platforms: ["ios", "android", "macos", "windows", "linux"],
  },
  {
    id: "tonkeeper",
    name: "Tonkeeper",
    aboutUrl: "https://tonkeeper.com",
    universalLink: "https://app.tonkeeper.com/ton-connect",
    bridgeUrl: "https://bridge.tonapi.io/bridge",
    injectedKey: "tonkeeper",
    platforms: ["ios", "android", "chrome", "firefox", "macos"],
  },
  {
    id: "mytonwallet",
    name: "MyTonWallet",
    aboutUrl: "https://mytonwallet.io",
    universalLink: "https://connect.mytonwallet.org",
    bridgeUrl: "https://tonconnectbridge.mytonwallet.org/bridge",
    injectedKey: "mytonwallet",
    platforms: ["chrome", "windows", "macos", "linux", "ios", "android", "firefox"],
  },
  {
    id: "tonhub",
    name: "Tonhub",
    aboutUrl: "https://tonhub.com",
    universalLink: "https://tonhub.com/ton-connect",
    bridgeUrl: "https://connect.tonhubapi.com/tonconnect",
    injectedKey: "tonhub",
    platforms: ["ios", "android"],
  },
];
