// What a browser runs: the cases on IndexedDB, and what only a real database shows.
import { VAULT_CASES } from "./cases.ts";
import { DEVICE_CASES } from "./device-cases.ts";
import { deleteDatabases, keychain } from "./device.ts";
import { openVault } from "../open.ts";

export interface Verdict {
  readonly name: string;
  /** Null when it passed. */
  readonly problem: string | null;
}

/** Every case, on a device of its own. */
export async function run(): Promise<readonly Verdict[]> {
  const verdicts: Verdict[] = [];
  const judge = async (name: string, work: () => Promise<void>) => {
    await deleteDatabases();
    verdicts.push({ name, problem: await work().then(() => null, String) });
  };
  for (const [name, work] of Object.entries(VAULT_CASES)) {
    const store = keychain();
    await judge(`keychain: ${name}`, () => work({ open: () => openVault(store) }));
    await judge(`browser: ${name}`, () => work({ open: () => openVault(null) }));
  }
  for (const [name, work] of Object.entries(DEVICE_CASES)) await judge(name, work);
  return verdicts;
}
