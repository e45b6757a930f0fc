import type { WalletApp } from "./wallets.ts";

/** TON Connect's list of wallets, second version, with each bridge at our own relay and each icon our own. */
export const walletListing = (wallets: readonly WalletApp[], origin: string): readonly object[] =>
  wallets.map(({ id, name, aboutUrl, universalLink, injectedKey, platforms }) => ({
    app_name: id,
    name,
    image: `/app/wallets/${id}.svg`,
    about_url: aboutUrl,
    universal_url: universalLink,
    platforms,
    features: [{ name: "SendTransaction", maxMessages: 1 }],
    bridge: [
      { type: "sse", url: `${origin}/bridge/${id}` },
      ...(injectedKey === null ? [] : [{ type: "js", key: injectedKey }]),
    ],
  }));

/**
 * What a wallet fetches to say who asks. The host of `url` is the domain that it signs in `ton_proof`, so it is the origin
 * that signing in accepts (SPEC 8.9).
 */
export const connectManifest = (origin: string): object => ({
  url: origin,
  name: "Cocoon",
  // Wallets take no SVG.
  iconUrl: `${origin}/app/icon-180.png`,
});
