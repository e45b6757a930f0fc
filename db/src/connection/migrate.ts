import type { Database, DriverTransaction } from "./database.ts";
import { MIGRATIONS } from "./migrations.generated.ts";

/** "cocoon" in ASCII: the advisory lock under which one process at a time migrates. */
const MIGRATION_LOCK = "109326120611694";
/** The second of two processes waits for the first one's whole migration. */
const WAIT_MS = 60_000;

/** An applied migration's text is not this program's: the database was made by other code. Stop; do not retry. */
export class MigrationError extends Error {
  override readonly name = "MigrationError";
  readonly migration: string;

  constructor(migration: string) {
    super(`migration ${migration} of this database differs from the program's; it was made by other code`);
    this.migration = migration;
  }
}

async function applied(transaction: DriverTransaction): Promise<Map<unknown, unknown>> {
  await transaction.script(
    `create table if not exists schema_migrations (
       name text primary key, sha256 text not null, applied_at timestamptz not null default now())`,
  );
  const rows = await transaction.query("select name, sha256 from schema_migrations", []);
  return new Map(rows.map((row) => [row.name, row.sha256]));
}

/**
 * Brings the schema to what this program needs: all missing migrations in one transaction, or nothing. Safe when several
 * processes start at once. Migrations of a newer program are left alone, so that an older one can restart meanwhile.
 * @returns the names applied now.
 * @throws MigrationError when an applied migration was changed afterwards, DatabaseError when Postgres refuses.
 */
export async function migrate(database: Database): Promise<string[]> {
  let changed: string | undefined;
  const names = await database.inTransaction(async (transaction) => {
    await transaction.script(
      `set local client_min_messages = warning; set local statement_timeout = ${WAIT_MS}`,
    );
    await transaction.script(`select pg_advisory_xact_lock(${MIGRATION_LOCK})`);
    const before = await applied(transaction);
    changed = MIGRATIONS.find(({ name, sha256 }) => before.has(name) && before.get(name) !== sha256)?.name;
    const missing = changed ? [] : MIGRATIONS.filter(({ name }) => !before.has(name));
    for (const { name, sha256, statements } of missing) {
      await transaction.script(statements);
      await transaction.query("insert into schema_migrations (name, sha256) values ($1, $2)", [name, sha256]);
    }
    return missing.map(({ name }) => name);
  });
  if (changed) throw new MigrationError(changed);
  return names;
}
