import * as v from "valibot";
import type { WalletOption } from "./port.ts";

/** TON Connect's list of wallets, second version, as our own proxy gives it. */
export const WALLETS_PATH = "/app/wallets.json";

const LIST_LENGTH = 64 * 1024;
const MOST_WALLETS = 64;

const short = v.pipe(v.string(), v.minLength(1), v.maxLength(64));
const urlText = v.pipe(v.string(), v.maxLength(512));
const listing = v.object({
  name: short,
  app_name: short,
  image: urlText,
  universal_url: v.optional(urlText),
  bridge: v.pipe(
    v.array(v.object({ type: v.string(), url: v.optional(urlText), key: v.optional(short) })),
    v.maxLength(8),
  ),
});
type Listing = v.InferOutput<typeof listing>;
const list = v.pipe(v.array(v.unknown()), v.maxLength(MOST_WALLETS));

/** Where the page stands, and what wallets have put into it. */
export interface Place {
  readonly origin: string;
  readonly injected: (key: string) => boolean;
}

/**
 * The wallets of the list that can be reached from here. An entry of another form is left out, and so is a bridge anywhere
 * but at our own relay: the page asks nobody else.
 */
export function readWallets(text: string, place: Place): WalletOption[] {
  if (text.length > LIST_LENGTH) return [];
  const entries = v.safeParse(list, jsonOf(text));
  if (!entries.success) return [];
  return entries.output.flatMap((entry) => {
    const read = v.safeParse(listing, entry);
    return read.success ? reachable(optionOf(read.output, place)) : [];
  });
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

const reachable = (option: WalletOption): WalletOption[] =>
  option.remote || option.injectedKey !== null ? [option] : [];

function optionOf(
  { name, app_name: id, image, universal_url: link, bridge }: Listing,
  place: Place,
): WalletOption {
  const bridgeUrl = bridge.find(({ type }) => type === "sse")?.url;
  const key = bridge.find(({ type }) => type === "js")?.key;
  return {
    id,
    name,
    iconUrl: ownUrl(image, place.origin),
    remote:
      bridgeUrl !== undefined &&
      isOwnBridge(bridgeUrl, place.origin) &&
      link !== undefined &&
      isOpenable(link)
        ? { bridgeUrl, universalLink: link }
        : null,
    injectedKey: key !== undefined && place.injected(key) ? key : null,
  };
}

function ownUrl(text: string, origin: string): string | null {
  const url = parsed(text, origin);
  return url?.origin === origin ? url.href : null;
}

/** Whether a bridge is one that our proxy relays. */
export function isOwnBridge(text: string, origin: string): boolean {
  const url = parsed(text);
  return url?.origin === origin && /^\/bridge\/[a-z0-9_-]{1,64}\/?$/.test(url.pathname);
}

/** A link that opens a program of the phone: never a script, never a file. */
function isOpenable(text: string): boolean {
  const protocol = parsed(text)?.protocol;
  return protocol === "https:" || protocol === "http:" || protocol === "tc:" || protocol === "tg:";
}

function parsed(text: string, base?: string): URL | null {
  try {
    return new URL(text, base);
  } catch {
    return null;
  }
}
