import { fromUtf8, utf8 } from "@cocoon/protocol/bytes";
import type { EngineDatabase } from "./database.ts";

/** Small secrets as text: kept on the device, or for this run where nothing can be kept. */
export interface SealedValues {
  /** Whether they outlive this run. */
  readonly lasting: boolean;
  get(name: string): Promise<string | null>;
  /** Null removes it. */
  set(name: string, value: string | null): Promise<void>;
  names(): Promise<readonly string[]>;
}

/** For a browser that keeps nothing: a secret is forgotten with the worker. */
export class PassingValues implements SealedValues {
  readonly lasting = false;
  readonly #values = new Map<string, string>();

  async get(name: string): Promise<string | null> {
    return this.#values.get(name) ?? null;
  }

  async set(name: string, value: string | null): Promise<void> {
    if (value === null) this.#values.delete(name);
    else this.#values.set(name, value);
  }

  async names(): Promise<readonly string[]> {
    return [...this.#values.keys()];
  }
}

interface Sealed {
  readonly iv: Uint8Array<ArrayBuffer>;
  readonly sealed: Uint8Array<ArrayBuffer>;
}

const IV_BYTES = 12;
const KEY = "device";

/**
 * Sealed under a key that no code can take out of this browser. A copy of what IndexedDB gives out is of no use elsewhere; one of
 * the browser's whole profile has the key in it. Whoever runs code on our origin can still use the key, which is what the
 * Content-Security-Policy is for.
 */
export class DeviceValues implements SealedValues {
  readonly lasting = true;
  readonly #database: EngineDatabase;

  constructor(database: EngineDatabase) {
    this.#database = database;
  }

  async get(name: string): Promise<string | null> {
    const stored = await this.#database.get<Sealed>("sealed", name);
    if (!stored) return null;
    const key = await this.#key();
    const opened = await crypto.subtle
      .decrypt(paramsOf(name, stored.iv), key, stored.sealed)
      .catch(() => null);
    return opened && fromUtf8(new Uint8Array(opened));
  }

  async set(name: string, value: string | null): Promise<void> {
    if (value === null) await this.#database.delete("sealed", name);
    else await this.#database.put("sealed", name, await this.#sealed(name, value));
  }

  names(): Promise<readonly string[]> {
    return this.#database.keys("sealed");
  }

  async #sealed(name: string, value: string): Promise<Sealed> {
    const iv = crypto.getRandomValues(new Uint8Array(IV_BYTES));
    const sealed = await crypto.subtle.encrypt(paramsOf(name, iv), await this.#key(), utf8(value));
    return { iv, sealed: new Uint8Array(sealed) };
  }

  /** Made at first use; of two windows that make one at once, the first one's stays. */
  async #key(): Promise<CryptoKey> {
    const kept = await this.#database.get<CryptoKey>("keys", KEY);
    if (kept) return kept;
    const algorithm = { name: "AES-GCM", length: 256 };
    const made = await crypto.subtle.generateKey(algorithm, false, ["encrypt", "decrypt"]);
    await this.#database.replace<CryptoKey>("keys", KEY, (first) => (first ? null : made));
    return (await this.#database.get<CryptoKey>("keys", KEY)) ?? made;
  }
}

/** The name is authenticated: no value can be put in another one's place. */
const paramsOf = (name: string, iv: Uint8Array<ArrayBuffer>): AesGcmParams => ({
  name: "AES-GCM",
  iv,
  additionalData: utf8(name),
});
