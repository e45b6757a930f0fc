import { sql } from "drizzle-orm";
import { check, pgTable, text, timestamp, uniqueIndex, uuid } from "drizzle-orm/pg-core";

/** Who can own money: people, owners of workers, this proxy's operator, and the world outside the ledger. */
export const ACCOUNT_KINDS = ["person", "worker", "platform", "world"] as const;

/** The two accounts that exist once; the migration makes their rows. */
export const PLATFORM_ACCOUNT = "00000000-0000-0000-0000-000000000001";
export const WORLD_ACCOUNT = "00000000-0000-0000-0000-000000000002";

export const accounts = pgTable(
  "accounts",
  {
    id: uuid().primaryKey(),
    kind: text({ enum: ACCOUNT_KINDS }).notNull(),
    /** A worker's owner, by the name the proxy knows; null for every other kind. */
    owner: text(),
    label: text().notNull(),
    createdAt: timestamp("created_at", { withTimezone: true }).notNull().defaultNow(),
  },
  (table) => [
    uniqueIndex("accounts_owner").on(table.owner),
    check("accounts_kind", sql`${table.kind} in ('person', 'worker', 'platform', 'world')`),
    check("accounts_owner_of_worker", sql`(${table.kind} = 'worker') = (${table.owner} is not null)`),
    check("accounts_text", sql`length(${table.label}) <= 64 and length(${table.owner}) between 1 and 128`),
  ],
);
