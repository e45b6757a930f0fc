import { randomBytes } from "node:crypto";
import { sql } from "drizzle-orm";
import { connect, type ConnectOptions } from "../connection/postgres.ts";
import type { Database } from "../connection/database.ts";

/** A database of its own on a real server; `close` drops it. */
export interface FreshDatabase extends Database {
  /** For processes that connect by themselves; `close` cuts them off. */
  readonly url: string;
}

/**
 * Creates an empty database of a random name, not yet migrated.
 * @param adminUrl of a role that may create databases.
 */
export async function freshDatabase(
  adminUrl: string,
  options: Omit<ConnectOptions, "url"> = {},
): Promise<FreshDatabase> {
  const name = `cocoon_test_${randomBytes(8).toString("hex")}`;
  const admin = connect({ url: adminUrl, max: 1, statementTimeoutMs: 60_000 });
  await admin.run((statements) => statements.execute(sql`create database ${sql.identifier(name)}`));
  const url = new URL(adminUrl);
  url.pathname = `/${name}`;
  const database = connect({ ...options, url: url.href });
  return {
    ...database,
    url: url.href,
    close: async () => {
      await database.close();
      await admin.run((statements) =>
        statements.execute(sql`drop database ${sql.identifier(name)} with (force)`),
      );
      await admin.close();
    },
  };
}
