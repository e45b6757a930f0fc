import type { Database } from "@cocoon/db/connection";

/** Every row of every table as text, by table: two of them are equal exactly when nothing has changed. */
export const everyRow = (database: Database): Promise<Record<string, string[]>> =>
  database.inTransaction(async (transaction) => {
    const tables = await transaction.query(
      "select quote_ident(table_name) as name from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE'",
      [],
    );
    const rowsOf = (name: string) =>
      `select '${name}' as name, row_to_json(one)::text as row from ${name} as one`;
    const all = await transaction.query(
      `${tables.map(({ name }) => rowsOf(String(name))).join(" union all ")} order by name, row`,
      [],
    );
    const byTable = Object.fromEntries(tables.map(({ name }) => [String(name), [] as string[]]));
    for (const { name, row } of all) byTable[String(name)]?.push(String(row));
    return byTable;
  });
