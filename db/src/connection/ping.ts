import { sql } from "drizzle-orm";
import type { Database } from "./database.ts";

/** Resolves when the database answers; for readiness. @throws DatabaseError when it does not. */
export async function ping(database: Database): Promise<void> {
  await database.run((statements) => statements.execute(sql`select 1`));
}
