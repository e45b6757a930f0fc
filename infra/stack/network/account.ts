import { ClientError, CocoonClient, MemoryStore } from "@cocoon/client";
import { loadLocalSettings } from "@cocoon/client/settings";
import { productionPolicy } from "@cocoon/protocol/attestation";
import type { Secret } from "@cocoon/protocol/bytes";
import { nanoton } from "@cocoon/protocol/money";
import type { Layout } from "./layout.ts";

/** With less left it is topped up, so that a long-used folder goes on working, and its trials. */
const ENOUGH = nanoton(500_000_000n);

export interface Account {
  readonly accountId: string;
  readonly apiKey: Secret<string>;
}

/** The account of an earlier start in this folder while it serves and has money, else that of the folder's wallet, topped up. */
export async function ensureAccount(
  layout: Layout,
  addresses: { readonly proxyUrl: string; readonly chainApi: string },
): Promise<Account> {
  const kept = await keptAccount(layout.folder);
  if (kept && (await serves(addresses.proxyUrl, kept))) return kept;
  // TON's library is loaded only where something is to be signed.
  return (await import("./open-account.ts")).openAccount(layout, addresses);
}

/** Settings that can't be read are written anew. */
function keptAccount(folder: string): Promise<Account | null> {
  return loadLocalSettings({ cwd: folder, env: { COCOON_HOME: folder } }).catch(() => null);
}

/** Whether the proxy knows the key and there is money left. */
async function serves(proxyUrl: string, { apiKey }: Account): Promise<boolean> {
  const client = new CocoonClient({ proxyUrl, apiKey, policy: productionPolicy(), store: new MemoryStore() });
  try {
    return BigInt((await client.account()).availableNanoton) >= ENOUGH;
  } catch (error) {
    if (error instanceof ClientError && error.code === "unauthorized") return false;
    throw error;
  }
}
