import { type ConnectOptions, migrate } from "../connection/index.ts";
import { type FreshDatabase, freshDatabase } from "./fresh.ts";

/** The server that tests of `*.pg.test.ts` may make databases on. */
export function testServerUrl(): string {
  const url = process.env.COCOON_TEST_DATABASE_URL;
  if (!url) throw new Error("set COCOON_TEST_DATABASE_URL to a Postgres whose role may create databases");
  return url;
}

/** A fresh, migrated database on the test server. */
export async function testDatabase(options: Omit<ConnectOptions, "url"> = {}): Promise<FreshDatabase> {
  const database = await freshDatabase(testServerUrl(), options);
  await migrate(database);
  return database;
}
