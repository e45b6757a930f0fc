import { randomBytes, randomUUID } from "node:crypto";
import { Secret, sha256, toBase64Url, toHex, utf8 } from "@cocoon/protocol/bytes";
import { and, eq, isNull, sql } from "drizzle-orm";
import type { Database } from "../connection/database.ts";
import { apiKeys } from "../schema/index.ts";

/** 256 random bits: too many to guess, so a plain hash protects the stored form. */
const KEY_BYTES = 32;
const PREFIX = "ck_";

const keyHash = (apiKey: string): string => toHex(sha256(utf8(apiKey)));

/**
 * Makes an API key of an account: `ck_` and 43 base64url characters. The answer is the only copy; the database keeps
 * its SHA-256. @throws DatabaseError 23503 when there is no such account.
 */
export async function createApiKey(
  database: Database,
  { accountId, label = "" }: { accountId: string; label?: string },
): Promise<{ keyId: string; apiKey: Secret<string> }> {
  const apiKey = PREFIX + toBase64Url(randomBytes(KEY_BYTES));
  const keyId = randomUUID();
  await database.run((statements) =>
    statements.insert(apiKeys).values({ id: keyId, accountId, keyHash: keyHash(apiKey), label }),
  );
  return { keyId, apiKey: new Secret(apiKey) };
}

/**
 * Whose key this is; null when unknown or revoked. Any text costs the same, one hash and one look-up by it, so the time
 * taken says nothing of how near a guess was.
 */
export async function verifyApiKey(
  database: Database,
  apiKey: string,
): Promise<{ accountId: string; keyId: string } | null> {
  const hash = keyHash(apiKey);
  const rows = await database.run((statements) =>
    statements
      .select({ accountId: apiKeys.accountId, keyId: apiKeys.id })
      .from(apiKeys)
      .where(and(eq(apiKeys.keyHash, hash), isNull(apiKeys.revokedAt))),
  );
  return rows[0] ?? null;
}

/** Takes a key back for ever. "exists" when it was revoked before or never made. */
export async function revokeApiKey(database: Database, keyId: string): Promise<"revoked" | "exists"> {
  const rows = await database.run((statements) =>
    statements
      .update(apiKeys)
      .set({ revokedAt: sql`now()` })
      .where(and(eq(apiKeys.id, keyId), isNull(apiKeys.revokedAt)))
      .returning({ id: apiKeys.id }),
  );
  return rows.length === 1 ? "revoked" : "exists";
}
