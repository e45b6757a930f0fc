import { randomUUID } from "node:crypto";
import type { Database } from "../connection/database.ts";
import { openAccount } from "../ledger/index.ts";

/** Makes a person's account and its balance of zero. @param label for the operator's eyes, at most 64 characters. */
export async function createAccount(
  database: Database,
  { label }: { label: string },
): Promise<{ accountId: string }> {
  const accountId = randomUUID();
  await openAccount(database, { accountId, label });
  return { accountId };
}
