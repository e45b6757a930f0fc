import postgres from "postgres";
import { Needles } from "./spellings.ts";

/** Which of `texts` any row of any table holds, as Postgres prints it, in any spelling; bytes are printed as hex. */
export async function searchPostgres(url: string, texts: readonly string[]): Promise<Set<string>> {
  const needles = new Needles(texts);
  const found = new Set<string>();
  const sql = postgres(url, { max: 1, onnotice: () => undefined });
  try {
    const tables = await sql<{ name: string }[]>`
      select format('%I.%I', schemaname, tablename) as name from pg_tables
      where schemaname not in ('pg_catalog', 'information_schema')`;
    if (tables.length === 0) throw new Error("the database has no tables");
    for (const { name } of tables)
      for (const { line } of await sql.unsafe<{ line: string }[]>(`select t::text as line from ${name} t`))
        needles.collect(Buffer.from(line), found);
  } finally {
    await sql.end();
  }
  return found;
}
