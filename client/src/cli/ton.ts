import { Address } from "@ton/core";
import { Secret } from "@cocoon/protocol/bytes";
import type { LocalSettings, SettingsPlace } from "./settings.ts";
import { UsageError } from "./usage-error.ts";

/** The person's own TON server, and what is read there. */
export interface TonPlace {
  /** Of toncenter's v2 API. */
  readonly api: string;
  readonly apiKey: Secret<string> | null;
  /** TON's id of the network. */
  readonly globalId: number;
  /** The network's registry, a raw address; null for none. */
  readonly registry: string | null;
}

const MAINNET = -239;

/** From the environment, else from the settings of this very network. @throws UsageError for what is missing or malformed */
export function tonOf(own: LocalSettings | null, env: SettingsPlace["env"]): TonPlace | null {
  const registry = env["COCOON_REGISTRY"] ?? own?.ton?.registry ?? null;
  const api = env["COCOON_TON_API"] ?? own?.ton?.api;
  if (api === undefined) {
    if (registry === null) return null;
    throw new UsageError(
      "COCOON_REGISTRY needs a TON server: set COCOON_TON_API, such as https://toncenter.com/api/v2.",
    );
  }
  if (!/^https?:\/\/\S+$/.test(api)) throw new UsageError("COCOON_TON_API is not a URL.");
  const apiKey = env["COCOON_TON_API_KEY"] ? new Secret(env["COCOON_TON_API_KEY"]) : null;
  return { api, apiKey, globalId: globalIdOf(own, env), registry: registry && rawAddress(registry) };
}

/** TON's id of the network. @throws UsageError */
export function globalIdOf(own: LocalSettings | null, env: SettingsPlace["env"]): number {
  const text = env["COCOON_TON_GLOBAL_ID"] ?? String(own?.ton?.globalId ?? MAINNET);
  if (!/^-?[0-9]{1,10}$/.test(text) || !isInt32(Number(text)))
    throw new UsageError(
      "COCOON_TON_GLOBAL_ID is not a whole number: TON's id of the network, -239 for mainnet.",
    );
  return Number(text);
}

const isInt32 = (value: number): boolean => (value | 0) === value;

function rawAddress(text: string): string {
  try {
    return Address.parse(text).toRawString();
  } catch {
    throw new UsageError("COCOON_REGISTRY is not a TON address.");
  }
}
