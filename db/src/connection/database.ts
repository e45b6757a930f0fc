import { drizzle, type PgRemoteDatabase } from "drizzle-orm/pg-proxy";
import { redacted } from "./error.ts";

/**
 * A connection to Postgres, as a driver gives it. One contract suite runs on each implementation.
 * - Must run each `query` as one statement in a transaction of its own, at isolation READ COMMITTED: the ledger's
 *   functions take a row lock and then need to see what the previous holder of that lock committed.
 * - Must run `script` text of several statements only inside `inTransaction`, all of it or nothing.
 * - Must reject, never hang, when the server is silent.
 */
export interface Driver {
  query(text: string, parameters: readonly unknown[], rowsAs: "arrays" | "objects"): Promise<unknown[]>;
  inTransaction<T>(work: (transaction: DriverTransaction) => Promise<T>): Promise<T>;
  /** Must call `onNotify` for each notification of the channel, and with null whenever it may have missed some. */
  listen(channel: string, onNotify: (payload: string | null) => void): Promise<() => Promise<void>>;
  close(): Promise<void>;
}

export interface DriverTransaction {
  query(text: string, parameters: readonly unknown[]): Promise<Record<string, unknown>[]>;
  script(text: string): Promise<void>;
}

/** drizzle's typed statements; what each returns must be awaited inside {@link Database.run}. */
export type Statements = PgRemoteDatabase;

/** The database, whatever the driver. Every failure of a statement is a `DatabaseError` without its parameters. */
export interface Database {
  /** Runs one statement: `database.run((statements) => statements.select()…)`. */
  run<T>(statement: (statements: Statements) => PromiseLike<T>): Promise<T>;
  /** Several statements as one. Only migrations need it: each move of money is one statement. */
  inTransaction<T>(work: (transaction: DriverTransaction) => Promise<T>): Promise<T>;
  /** Wakes for each notification of a channel; with null when some may have been missed. @returns stops it. */
  listen(channel: string, wake: (payload: string | null) => void): Promise<() => Promise<void>>;
  close(): Promise<void>;
}

/** Makes any driver a {@link Database}: drizzle builds the statement and reads the rows, the driver only carries them. */
export function databaseOn(driver: Driver): Database {
  const statements: Statements = drizzle(async (text, parameters: unknown[], method) => ({
    rows: await driver.query(text, parameters, method === "all" ? "arrays" : "objects"),
  }));
  const safely = async <T>(work: () => PromiseLike<T>): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      throw redacted(error);
    }
  };
  return {
    run: (statement) => safely(() => statement(statements)),
    inTransaction: (work) => safely(() => driver.inTransaction(work)),
    listen: (channel, wake) => safely(() => driver.listen(channel, wake)),
    close: () => driver.close(),
  };
}
