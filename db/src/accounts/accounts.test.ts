import { randomUUID } from "node:crypto";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Database } from "../connection/index.ts";
import { balance } from "../ledger/index.ts";
import { inProcessDatabase, OPEN_TIMEOUT_MS } from "../testing/index.ts";
import { createAccount, createApiKey, revokeApiKey, verifyApiKey } from "./index.ts";

describe("accounts", () => {
  let database: Database;
  beforeAll(async () => {
    database = await inProcessDatabase();
  }, OPEN_TIMEOUT_MS);
  afterAll(() => database.close());

  it("makes an account with nothing on it", async () => {
    const { accountId } = await createAccount(database, { label: "local" });
    expect(await balance(database, accountId)).toMatchObject({ availableNanoton: 0n, heldNanoton: 0n });
  });

  it("knows whose key it is until it is revoked", async () => {
    const { accountId } = await createAccount(database, { label: "local" });
    const { keyId, apiKey } = await createApiKey(database, { accountId });
    expect(apiKey.reveal()).toMatch(/^ck_[A-Za-z0-9_-]{43}$/);
    expect(await verifyApiKey(database, apiKey.reveal())).toEqual({ accountId, keyId });
    expect(await revokeApiKey(database, keyId)).toBe("revoked");
    expect(await revokeApiKey(database, keyId)).toBe("exists");
    expect(await verifyApiKey(database, apiKey.reveal())).toBeNull();
  });

  it.each(["", "ck_", `ck_${"A".repeat(43)}`, "\0", "é".repeat(5000), "' or true --"])(
    "knows no one by %j",
    async (text) => {
      expect(await verifyApiKey(database, text)).toBeNull();
    },
  );

  it("keeps no key, in no form but its hash", async () => {
    const { accountId } = await createAccount(database, { label: "local" });
    const { apiKey } = await createApiKey(database, { accountId, label: "laptop" });
    const rows = await database.run((statements) =>
      statements.execute(
        sql`select credentials::text as stored, encode(key_hash, 'escape') as hash from credentials`,
      ),
    );
    expect(JSON.stringify(rows)).toContain("laptop");
    expect(JSON.stringify(rows)).not.toContain(apiKey.reveal().slice(3));
    expect(String(apiKey)).toBe("REDACTED");
  });

  it("refuses a key for no account", async () => {
    const made = createApiKey(database, { accountId: randomUUID() });
    await expect(made).rejects.toMatchObject({
      code: "23503",
      constraint: "credentials_account_id_accounts_id_fk",
    });
  });
});
