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
 * Rows that a statement brings along, in their order. As JSON text, so that any number of them is the same prepared
 * statement.
 */
export const recordset = (rows: readonly object[], columns: SQL): SQL =>
  sql`jsonb_to_recordset(${JSON.stringify(rows)}::text::jsonb) as asked(${columns})`;
