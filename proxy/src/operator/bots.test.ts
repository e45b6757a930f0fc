import type { Database } from "@cocoon/db/connection";
import { verifyCredential } from "@cocoon/db/identities";
import { inProcessDatabase, OPEN_TIMEOUT_MS } from "@cocoon/db/testing";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { listBots, makeBot, readCredentialId, readScope, revoke } from "./bots.ts";
import { CommandError, UsageError } from "./errors.ts";

describe("a bot's credential", () => {
  let database: Database;
  beforeAll(async () => {
    database = await inProcessDatabase();
  }, OPEN_TIMEOUT_MS);
  afterAll(() => database.close());

  it("is made with its scope, listed without its secret, and revoked once", async () => {
    const scope = readScope("jobs,read");
    const { credentialId, credential } = await makeBot(database, { label: "main bot", scope });
    expect(await verifyCredential(database, credential)).toMatchObject({
      kind: "bot",
      scope: ["jobs", "read"],
    });
    const listed = await listBots(database);
    expect(listed.bots).toMatchObject([{ credentialId, label: "main bot", revokedMs: null }]);
    expect(JSON.stringify(listed)).not.toContain(credential.slice(3));
    expect(await revoke(database, credentialId)).toEqual({ credentialId, revoked: true });
    expect(await verifyCredential(database, credential)).toBeNull();
    await expect(revoke(database, credentialId)).rejects.toThrow(CommandError);
  });

  it("has all that a bot may do by default, and never more", () => {
    expect(readScope(undefined)).toEqual(["jobs", "read", "deposit", "withdraw"]);
    for (const text of ["keys", "owner", "jobs,keys", "", "jobs,jobs"])
      expect(() => readScope(text)).toThrow(UsageError);
    for (const id of [undefined, "", "x", "00000000-0000-0000-0000-00000000000g"])
      expect(() => readCredentialId(id)).toThrow(UsageError);
  });
});
