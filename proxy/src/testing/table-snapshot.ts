import type { Database } from "@cocoon/db/connection";

/** Every row of every table as text, so that two of them are equal exactly when nothing has changed. */
export const everyRow = (database: Database): Promise<Record<string, unknown>> =>
  database.inTransaction(async (transaction) => {
    const tables = await transaction.query(
      "select table_name as name from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE'",
      [],
    );
    const all: Record<string, unknown> = {};
    for (const { name } of tables)
      all[String(name)] = await transaction.query(
        `select row_to_json(one)::text as row from "${String(name)}" as one order by 1`,
        [],
      );
    return all;
  });
