import type { Vault } from "../storage/port.ts";
import { isOwnBridge } from "./list.ts";

/** What TON Connect's SDK asks of a storage. */
export interface ConnectStorage {
  getItem(key: string): Promise<string | null>;
  setItem(key: string, value: string): Promise<void>;
  removeItem(key: string): Promise<void>;
}

export type Settings = Pick<Vault, "getSetting" | "setSetting">;

const PREFIX = "tonconnect:";
/** A connection with its wallet's state init is under 4 KiB. */
const VALUE_LENGTH = 32 * 1024;

/**
 * Keeps what belongs to a connection in the vault, for its keys open what the wallet says. Where the proxy's list of wallets
 * can't be had, the SDK takes one of its own and would move the connection to the bridge named there: so what names a bridge
 * other than our relay is neither kept nor given back.
 */
export class OwnStorage implements ConnectStorage {
  readonly #vault: Settings;
  readonly #origin: string;

  constructor(vault: Settings, origin: string) {
    this.#vault = vault;
    this.#origin = origin;
  }

  async getItem(key: string): Promise<string | null> {
    const value = await this.#vault.getSetting(PREFIX + key);
    return value !== null && this.#isOurs(value) ? value : null;
  }

  async setItem(key: string, value: string): Promise<void> {
    if (value.length > VALUE_LENGTH || !this.#isOurs(value))
      throw new Error("a wallet's connection names a bridge that is not our relay");
    await this.#vault.setSetting(PREFIX + key, value);
  }

  removeItem(key: string): Promise<void> {
    return this.#vault.setSetting(PREFIX + key, null);
  }

  #isOurs(value: string): boolean {
    return bridgesIn(value).every((url) => isOwnBridge(url, this.#origin));
  }
}

/** Each `bridgeUrl` of a value, however deep. */
function bridgesIn(value: string): string[] {
  if (!value.includes("bridgeUrl")) return [];
  const found: string[] = [];
  try {
    JSON.parse(value, (key, inner: unknown) => {
      if (key === "bridgeUrl") found.push(typeof inner === "string" ? inner : "");
      return inner;
    });
  } catch {
    return [""];
  }
  return found;
}
