import type { Database } from "@cocoon/db/connection";
import { Needles } from "./spellings.ts";

/** Every row of every table as Postgres prints it; bytes are printed as hex. */
async function* everyRow(database: Database): AsyncGenerator<string, void, undefined> {
  const tables = await database.inTransaction((transaction) =>
    transaction.query(
      `select format('%I.%I', schemaname, tablename) as name from pg_tables
       where schemaname not in ('pg_catalog', 'information_schema')`,
      [],
    ),
  );
  if (tables.length === 0) throw new Error("the database has no tables");
  for (const { name } of tables) {
    const rows = await database.inTransaction((transaction) =>
      transaction.query(`select row_of::text as line from ${String(name)} row_of`, []),
    );
    for (const { line } of rows) yield String(line);
  }
}

/** Which of `texts` any row of any table holds, in any spelling. */
export async function searchPostgres(database: Database, texts: readonly string[]): Promise<Set<string>> {
  const needles = new Needles(texts);
  const found = new Set<string>();
  for await (const line of everyRow(database)) needles.collect(Buffer.from(line), found);
  return found;
}
