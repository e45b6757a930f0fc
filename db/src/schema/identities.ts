import { sql } from "drizzle-orm";
import {
  bigint,
  check,
  index,
  jsonb,
  pgTable,
  primaryKey,
  text,
  timestamp,
  unique,
  uniqueIndex,
  uuid,
} from "drizzle-orm/pg-core";
import { accounts } from "./accounts.ts";
import { hexColumn, nanotonColumn } from "./columns.ts";

export const IDENTITY_KINDS = ["telegram", "wallet"] as const;
export const CHALLENGE_PURPOSES = ["sign-in", "link", "owner"] as const;
export const CREDENTIAL_KINDS = ["api_key", "access_token", "bot", "owner"] as const;
export const EVENT_KINDS = [
  "credited",
  "withdrawn",
  "low_balance",
  "granted",
  "linked",
  "worker_down",
] as const;

const at = (name: string) => timestamp(name, { withTimezone: true });
const createdAt = at("created_at").notNull().defaultNow();

/** Who may come in as which account: one Telegram user and one wallet each. */
export const identities = pgTable(
  "identities",
  {
    kind: text({ enum: IDENTITY_KINDS }).notNull(),
    /** A Telegram id in decimal, or a raw address "0:hex". */
    subject: text().notNull(),
    accountId: uuid("account_id")
      .notNull()
      .references(() => accounts.id),
    createdAt,
  },
  (table) => [
    primaryKey({ columns: [table.kind, table.subject] }),
    unique("identities_account").on(table.accountId, table.kind),
    check("identities_kind", sql`${table.kind} in ('telegram', 'wallet')`),
    check("identities_subject", sql`length(${table.subject}) between 1 and 80`),
  ],
);

/** What a wallet is asked to sign; each serves once. */
export const challenges = pgTable(
  "challenges",
  {
    hash: hexColumn().primaryKey(),
    purpose: text({ enum: CHALLENGE_PURPOSES }).notNull(),
    /** Whose account a wallet is to be linked to. */
    accountId: uuid("account_id"),
    expiresAt: at("expires_at").notNull(),
    usedAt: at("used_at"),
  },
  (table) => [
    index("challenges_expires").on(table.expiresAt),
    check("challenges_hash", sql`octet_length(${table.hash}) = 32`),
    check("challenges_purpose", sql`${table.purpose} in ('sign-in', 'link', 'owner')`),
    check("challenges_account", sql`(${table.purpose} = 'link') = (${table.accountId} is not null)`),
  ],
);

/** Telegram's initData that signed someone in: accepted once. */
export const usedInitData = pgTable(
  "used_init_data",
  { hash: hexColumn().primaryKey(), expiresAt: at("expires_at").notNull() },
  (table) => [
    index("used_init_data_expires").on(table.expiresAt),
    check("used_init_data_hash", sql`octet_length(${table.hash}) = 32`),
  ],
);

/** Everything that opens an account by being shown. The secret itself is nowhere: a stolen copy of this table opens nothing. */
export const credentials = pgTable(
  "credentials",
  {
    id: uuid().primaryKey(),
    /** Null for the bot, which acts for many, and for an owner of workers, who is a `subject`. */
    accountId: uuid("account_id").references(() => accounts.id),
    kind: text({ enum: CREDENTIAL_KINDS }).notNull(),
    keyHash: hexColumn("key_hash").notNull(),
    label: text().notNull(),
    /** A worker owner's raw payout address. */
    subject: text(),
    scope: text().array().notNull().default(sql`'{}'::text[]`),
    /** The most this key may ever spend; never below what it has spent and holds. */
    budgetNanoton: nanotonColumn("budget_nanoton"),
    budgetSpentNanoton: nanotonColumn("budget_spent_nanoton").notNull().default(sql`0`),
    budgetHeldNanoton: nanotonColumn("budget_held_nanoton").notNull().default(sql`0`),
    expiresAt: at("expires_at"),
    createdAt,
    revokedAt: at("revoked_at"),
  },
  (table) => [
    uniqueIndex("credentials_hash").on(table.keyHash),
    index("credentials_account").on(table.accountId),
    check("credentials_kind", sql`${table.kind} in ('api_key', 'access_token', 'bot', 'owner')`),
    check(
      "credentials_holder",
      sql`(${table.kind} in ('api_key', 'access_token')) = (${table.accountId} is not null)
        and (${table.kind} = 'owner') = (${table.subject} is not null)`,
    ),
    check("credentials_hash_bytes", sql`octet_length(${table.keyHash}) = 32`),
    check("credentials_text", sql`length(${table.label}) <= 64 and length(${table.subject}) <= 128`),
    check("credentials_scope", sql`cardinality(${table.scope}) <= 16`),
    check(
      "credentials_budget",
      sql`${table.budgetSpentNanoton} >= 0 and ${table.budgetHeldNanoton} >= 0
        and ${table.budgetSpentNanoton} + ${table.budgetHeldNanoton} <= ${table.budgetNanoton}`,
    ),
  ],
);

/** What clients of an account are told, in order; one account's events are numbered under its lock, so none comes late. */
export const accountEvents = pgTable(
  "account_events",
  {
    seq: bigint({ mode: "bigint" }).generatedAlwaysAsIdentity().primaryKey(),
    accountId: uuid("account_id")
      .notNull()
      .references(() => accounts.id),
    kind: text({ enum: EVENT_KINDS }).notNull(),
    data: jsonb().$type<Record<string, string>>().notNull(),
    createdAt,
  },
  (table) => [
    index("account_events_account").on(table.accountId, table.seq),
    index("account_events_created").using("brin", table.createdAt),
    check(
      "account_events_kind",
      sql`${table.kind} in ('credited', 'withdrawn', 'low_balance', 'granted', 'linked', 'worker_down')`,
    ),
    check("account_events_data", sql`pg_column_size(${table.data}) <= 1024`),
  ],
);
