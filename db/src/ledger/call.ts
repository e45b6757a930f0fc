import { type SQL, sql } from "drizzle-orm";
import type { Database } from "../connection/database.ts";

/** What a function of the database that returns one text answered. */
export async function outcomeOf(database: Database, call: SQL): Promise<string | undefined> {
  const rows = await database.run((statements) =>
    statements.select({ outcome: sql<string>`outcome` }).from(sql`${call} as outcome`),
  );
  return rows[0]?.outcome;
}

/**
 * Rows for a function that takes an array of `type`, each with its place `at`. As JSON text, so that any number of them is
 * the same prepared statement; bytes are written as Postgres reads them.
 */
export function rowsOf(type: string, rows: readonly object[]): SQL {
  const json = JSON.stringify(rows.map((row, at) => ({ at, ...row })));
  return sql`array(select jsonb_populate_record(null::${sql.identifier(type)}, asked)
    from jsonb_array_elements(${json}::text::jsonb) as asked)`;
}

/** Bytes in such a row. */
export const bytea = (hex: string): string => `\\x${hex}`;
