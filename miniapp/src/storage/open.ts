import type { SecureStore } from "../platform/port.ts";
import type { Vault } from "./port.ts";
import { deviceRoot, hasSecureVault, type Root, secureRoot, sessionRoot } from "./root.ts";
import { SealedVault } from "./vault.ts";

/**
 * Opens what is kept on this device: under a key of the phone's keychain, else under one of this browser, else for this run
 * only. Never rejects.
 * @param initData as Telegram gave it, only to tell accounts on one device apart; null in a plain page
 */
export async function openVault(
  secureStore: SecureStore | null,
  initData: string | null = null,
): Promise<Vault> {
  const person = personOf(initData);
  return SealedVault.open(await bestRoot(secureStore, person));
}

async function bestRoot(secureStore: SecureStore | null, person: string): Promise<Root> {
  if (secureStore) {
    try {
      return await secureRoot(secureStore);
    } catch {
      // Its chats can't be read today. Others under another key would seem to be all there are.
      if (await hasSecureVault()) return sessionRoot();
    }
  }
  return deviceRoot(person).catch(sessionRoot);
}

/** Unchecked: it names a database, and proves nothing to anybody. */
function personOf(initData: string | null): string {
  const user = new URLSearchParams(initData ?? "").get("user") ?? "";
  const id = /"id":(\d{1,20})\b/.exec(user)?.[1];
  return id === undefined ? "" : `-${id}`;
}
