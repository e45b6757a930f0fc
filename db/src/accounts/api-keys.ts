import type { Secret } from "@cocoon/protocol/bytes";
import type { Database } from "../connection/database.ts";
import { createCredential, revokeCredential, verifyCredential } from "../identities/index.ts";

/** Makes an API key without a budget. @throws DatabaseError 23503 when there is no such account. */
export async function createApiKey(
  database: Database,
  { accountId, label = "" }: { accountId: string; label?: string },
): Promise<{ keyId: string; apiKey: Secret<string> }> {
  const { credentialId, secret } = await createCredential(database, { kind: "api_key", accountId, label });
  return { keyId: credentialId, apiKey: secret };
}

/** Whose API key this is; null when unknown or revoked. */
export async function verifyApiKey(
  database: Database,
  apiKey: string,
): Promise<{ accountId: string; keyId: string } | null> {
  const found = await verifyCredential(database, apiKey);
  if (found?.kind !== "api_key" || found.accountId === null) return null;
  return { accountId: found.accountId, keyId: found.credentialId };
}

/** Takes a key back for ever. "exists" when it was revoked before or never made. */
export const revokeApiKey = (database: Database, keyId: string): Promise<"revoked" | "exists"> =>
  revokeCredential(database, keyId, null);
