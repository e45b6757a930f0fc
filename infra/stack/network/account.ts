import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { ClientError, CocoonClient, MemoryStore } from "@cocoon/client";
import { loadLocalSettings } from "@cocoon/client/settings";
import { productionPolicy } from "@cocoon/protocol/attestation";
import { Secret } from "@cocoon/protocol/bytes";
import { nanoton } from "@cocoon/protocol/money";
import { StackError } from "../errors.ts";
import { ROOT } from "./layout.ts";
import { nodeArguments, type ProgramBase } from "./programs.ts";

const run = promisify(execFile);

/** What a new local account is granted: about a million answers of the demo model. */
const GRANT_TON = "5";
/** With less left a new account is opened, so that a long-used folder goes on working. */
const ENOUGH = nanoton(100_000_000n);

export interface Account {
  readonly accountId: string;
  readonly apiKey: Secret<string>;
}

/** The account of an earlier start in this folder while it serves, else a new one. @throws StackError */
export async function ensureAccount(
  base: ProgramBase,
  databaseUrl: Secret<string>,
  proxyUrl: string,
): Promise<Account> {
  const kept = await keptAccount(base.layout.folder);
  if (kept && (await serves(proxyUrl, kept))) return kept;
  return grantAccount(base, databaseUrl);
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

/** Opens an account with money on it, by the operator's own command. @throws StackError */
async function grantAccount(
  { system, programs }: ProgramBase,
  databaseUrl: Secret<string>,
): Promise<Account> {
  const args = [...nodeArguments(programs.operator), "grant", "--ton", GRANT_TON, "--label", "local"];
  const env = { ...system, DATABASE_URL: databaseUrl.reveal() };
  try {
    const { stdout } = await run(process.execPath, args, { cwd: ROOT, env });
    const { accountId, apiKey } = JSON.parse(stdout) as { accountId: string; apiKey: string };
    return { accountId, apiKey: new Secret(apiKey) };
  } catch (error) {
    const { stderr = "" } = error as { stderr?: string };
    throw new StackError(
      `The local account could not be opened: ${stderr.trim() || "the operator's command failed"}.`,
    );
  }
}
