/** Telegram's wallets are mini-apps themselves: their links carry what they are told in `startapp`. */
const TELEGRAM_HOSTS = new Set(["t.me", "telegram.me", "telegram.dog"]);

/**
 * The link that brings a connected wallet to the front, so that the person sees what it was asked; it hands nothing over but
 * that the person wants to come back. Source: TON Connect's bridge and "return strategy".
 */
export function bringToFront(universalLink: string): string {
  const url = new URL(universalLink);
  if (!TELEGRAM_HOSTS.has(url.hostname)) {
    url.searchParams.set("ret", "back");
    return url.href;
  }
  if (url.searchParams.has("attach")) {
    url.searchParams.delete("attach");
    url.pathname += "/start";
  }
  url.searchParams.set("startapp", "tonconnect-ret__back");
  return url.href;
}
