import { PGlite, type Transaction } from "@electric-sql/pglite";
import { type Database, databaseOn, type Driver, type DriverTransaction } from "../connection/database.ts";
import { migrate } from "../connection/migrate.ts";

function pgliteDriver(pglite: PGlite): Driver {
  const inTransaction = (transaction: Transaction): DriverTransaction => ({
    query: async (text, parameters) =>
      (await transaction.query<Record<string, unknown>>(text, [...parameters])).rows,
    script: async (text) => void (await transaction.exec(text)),
  });
  return {
    query: async (text, parameters, rowsAs) => {
      const rowMode = rowsAs === "arrays" ? "array" : "object";
      return (await pglite.query<unknown>(text, [...parameters], { rowMode })).rows;
    },
    inTransaction: (work) => pglite.transaction((transaction) => work(inTransaction(transaction))),
    listen: (channel, onNotify) => pglite.listen(channel, onNotify),
    close: () => pglite.close(),
  };
}

/** For a test's `beforeAll`: PGlite makes its data folder in 2 to 5 s, more beside other work. */
export const OPEN_TIMEOUT_MS = 60_000;

/**
 * An empty, migrated database in this process, in memory. It has one connection, so statements run one after the other:
 * what locks do is shown only by a real Postgres.
 */
export async function inProcessDatabase(): Promise<Database> {
  const database = databaseOn(pgliteDriver(await PGlite.create()));
  await migrate(database);
  return database;
}
