import { fromBase64Url, ifMalformed, label, concatBytes, toBase64Url, toHex } from "@cocoon/protocol/bytes";
import type { SecureStore } from "../platform/port.ts";
import { importKey, KEY_BYTES, newKey, randomBytes } from "./cipher.ts";
import { DatabaseRows } from "./database.ts";
import { type Keeping, VaultError } from "./port.ts";
import { MemoryRows, type Row, type Rows } from "./rows.ts";

/** The key that everything is sealed under, and where the sealed rows lie. */
export interface Root {
  readonly keeping: Keeping;
  readonly key: CryptoKey;
  readonly rows: Rows;
  /** Forgets the key and all that is sealed under it, but for the settings, which `reseal` seals under the next one. */
  renew(reseal: (key: CryptoKey) => Promise<readonly Row[]>): Promise<Root>;
}

const ENTRY = "vault-key";
const DATABASE = "cocoon-vault";
const SECURE_NAME = /^cocoon-vault-[0-9a-f]{32}$/;

/**
 * Under 32 bytes in the phone's keychain. The database bears the key's name, so that two accounts on one phone, each with a
 * keychain of its own, have each a database of their own.
 */
export async function secureRoot(store: SecureStore): Promise<Root> {
  const held = parse(await store.get(ENTRY));
  return secureRootOf(store, held ?? (await newEntry(store)));
}

async function secureRootOf(store: SecureStore, bytes: Uint8Array<ArrayBuffer>): Promise<Root> {
  const rows = await DatabaseRows.open(await databaseOf(bytes));
  const key = await importKey(bytes);
  bytes.fill(0);
  return {
    keeping: "secure",
    key,
    rows,
    async renew(reseal) {
      const next = randomBytes(KEY_BYTES);
      const text = toBase64Url(next);
      const root = await secureRootOf(store, next);
      const settings = await reseal(root.key);
      await root.rows.write(settings.map((put) => ({ table: "settings" as const, put })));
      // The step that counts: without the old key, its database is noise.
      await change(store, text);
      await rows.destroy();
      return root;
    },
  };
}

/** Whether a vault under a keychain's key was opened in this browser before; yes where it does not tell. */
export async function hasSecureVault(): Promise<boolean> {
  try {
    return (await indexedDB.databases()).some(({ name }) => SECURE_NAME.test(name ?? ""));
  } catch {
    return true;
  }
}

/** Under a key that this browser holds and gives to nobody. */
export async function deviceRoot(person: string): Promise<Root> {
  const rows = await DatabaseRows.open(`${DATABASE}-device${person}`);
  return deviceRootOf(rows, await rows.key(await newKey()));
}

const deviceRootOf = (rows: DatabaseRows, key: CryptoKey): Root => ({
  keeping: "device",
  key,
  rows,
  async renew(reseal) {
    const next = await newKey();
    await rows.replace(next, await reseal(next));
    return deviceRootOf(rows, next);
  },
});

/** Under a key that this run forgets. */
export const sessionRoot = async (): Promise<Root> => {
  const key = await newKey();
  const rows = new MemoryRows();
  return {
    keeping: "session",
    key,
    rows,
    async renew(reseal) {
      const root = await sessionRoot();
      const settings = await reseal(root.key);
      await root.rows.write(settings.map((put) => ({ table: "settings" as const, put })));
      return root;
    },
  };
};

/** What the keychain says afterwards counts: another window may have been first. */
async function newEntry(store: SecureStore): Promise<Uint8Array<ArrayBuffer>> {
  await store.set(ENTRY, toBase64Url(randomBytes(KEY_BYTES)));
  const kept = parse(await store.get(ENTRY));
  if (!kept) throw new VaultError("storage_closed", "The phone's keychain did not keep the key.");
  return kept;
}

async function change(store: SecureStore, text: string): Promise<void> {
  try {
    await store.set(ENTRY, text);
  } catch {
    throw new VaultError("storage_closed", "The phone's keychain did not take the new key.");
  }
}

function parse(text: string | null): Uint8Array<ArrayBuffer> | null {
  if (text === null) return null;
  const bytes = ifMalformed(
    () => fromBase64Url(text),
    () => null,
  );
  return bytes?.length === KEY_BYTES ? bytes : null;
}

async function databaseOf(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const name = await crypto.subtle.digest("SHA-256", concatBytes(label("cocoon-vault-name"), bytes));
  return `${DATABASE}-${toHex(new Uint8Array(name).subarray(0, 16))}`;
}
