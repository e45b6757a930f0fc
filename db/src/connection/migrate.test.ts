import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { is, sql } from "drizzle-orm";
import { getTableConfig, PgTable } from "drizzle-orm/pg-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import * as schema from "../schema/index.ts";
import { inProcessDatabase, OPEN_TIMEOUT_MS } from "../testing/index.ts";
import { type Database, migrate, ping } from "./index.ts";
import { MIGRATIONS } from "./migrations.generated.ts";

const folder = new URL("../../migrations/", import.meta.url);

describe("migrations", () => {
  let database: Database;
  beforeAll(async () => {
    database = await inProcessDatabase();
  }, OPEN_TIMEOUT_MS);
  afterAll(() => database.close());

  it("are in the program as they are in their files", () => {
    const files = readdirSync(folder).filter((file) => file.endsWith(".sql"));
    const fromFiles = files.toSorted().map((file) => {
      const statements = readFileSync(new URL(file, folder), "utf8");
      const sha256 = createHash("sha256").update(statements).digest("hex");
      return { name: file.replace(".sql", ""), sha256, statements };
    });
    expect(MIGRATIONS).toEqual(fromFiles);
  });

  it("are applied once", async () => {
    await ping(database);
    expect(await migrate(database)).toEqual([]);
  });

  it("make the tables the schema describes", async () => {
    const tables = Object.values(schema).filter((one) => is(one, PgTable));
    expect(tables.length).toBeGreaterThan(20);
    for (const table of tables) {
      const { name, columns, checks } = getTableConfig(table);
      const made = await database.run((statements) =>
        statements.execute(sql`select column_name as name, udt_name as type, is_nullable = 'NO' as not_null
          from information_schema.columns where table_name = ${name} order by column_name`),
      );
      const kinds: Record<string, string> = {
        bigint: "int8",
        integer: "int4",
        "timestamp with time zone": "timestamptz",
        "numeric(20)": "numeric",
        "text[]": "_text",
      };
      const described = columns
        .map((column) => {
          const type = column.getSQLType();
          return { name: column.name, type: kinds[type] ?? type, not_null: column.notNull };
        })
        .toSorted((a, b) => (a.name < b.name ? -1 : 1));
      expect(made).toEqual(described);
      const constraints = await database.run((statements) =>
        statements.execute(sql`select conname as name from pg_constraint where contype = 'c'
          and conrelid = ${name}::regclass order by conname`),
      );
      expect(constraints).toEqual(
        checks.map((check) => ({ name: check.name })).toSorted((a, b) => (a.name < b.name ? -1 : 1)),
      );
    }
  });

  it("refuse a database that other code made", async () => {
    await database.run((statements) =>
      statements.execute(sql`update schema_migrations set sha256 = 'x' where name = '0001_ledger'`),
    );
    await expect(migrate(database)).rejects.toMatchObject({
      name: "MigrationError",
      migration: "0001_ledger",
    });
  });
});
