import { createServer } from "node:net";
import { inspect } from "node:util";
import { Secret } from "@cocoon/protocol/bytes";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type FreshDatabase, freshDatabase } from "../testing/index.ts";
import { testServerUrl } from "../testing/test-server.ts";
import { connect, DatabaseError, migrate, ping } from "./index.ts";
import { MIGRATIONS } from "./migrations.generated.ts";

describe("connection", () => {
  let database: FreshDatabase;
  beforeAll(async () => {
    database = await freshDatabase(testServerUrl(), { max: 2, statementTimeoutMs: 300 });
  });
  afterAll(() => database.close());

  it("migrates once although eight processes start together", async () => {
    const starting = Array.from({ length: 8 }, () => connect({ url: new Secret(database.url), max: 1 }));
    const applied = await Promise.all(starting.map((one) => migrate(one)));
    expect(applied.flat()).toEqual(MIGRATIONS.map(({ name }) => name));
    await Promise.all(starting.map((one) => one.close()));
  });

  it("lets the server cancel a slow statement", async () => {
    const slow = database.run((statements) => statements.execute(sql`select pg_sleep(5)`));
    await expect(slow).rejects.toMatchObject({ name: "DatabaseError", code: "57014", transient: true });
    await ping(database);
  });

  it("rejects when nobody listens", async () => {
    const nowhere = connect({ url: "postgres://user:canary-pw@127.0.0.1:1/none", connectTimeoutMs: 1_000 });
    const error = await ping(nowhere).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: "ECONNREFUSED", transient: true });
    expect(inspect(error, { depth: null, showHidden: true })).not.toContain("canary-pw");
    await nowhere.close();
  });

  it("rejects when the server is silent", async () => {
    const server = createServer((socket) => socket.on("error", () => undefined));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const address = server.address();
    const port = typeof address === "object" && address ? address.port : 0;
    const silent = connect({
      url: `postgres://user@127.0.0.1:${port}/none`,
      connectTimeoutMs: 200,
      statementTimeoutMs: 100,
    });
    const error = await ping(silent).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(DatabaseError);
    expect(error).toMatchObject({ transient: true });
    server.close();
    await silent.close();
  });
});
