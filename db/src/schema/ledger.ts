import { sql } from "drizzle-orm";
import {
  bigint,
  check,
  index,
  integer,
  pgTable,
  primaryKey,
  text,
  timestamp,
  uuid,
} from "drizzle-orm/pg-core";
import { accounts } from "./accounts.ts";
import { hexColumn, nanotonColumn } from "./columns.ts";

/** What money is for inside an account; (account, purpose) is one account of the double entry. */
export const PURPOSES = ["available", "held", "payable", "commission", "grants"] as const;

export const TRANSFER_KINDS = [
  "grant",
  "hold",
  "settle_worker",
  "settle_commission",
  "release",
  "expire",
] as const;

const asset = {
  currency: text().notNull().default("TON"),
  rail: text().notNull().default("ton"),
};
const createdAt = timestamp("created_at", { withTimezone: true }).notNull().defaultNow();

/**
 * What a person has. Both purposes stand in one row, so that every move of a person's money takes exactly one row lock
 * and two moves can't wait for each other. Only people have a row here: a balance that many people's jobs pay into
 * would be a row that all of them wait for, so those are sums (see `ledger_totals`).
 */
export const balances = pgTable(
  "balances",
  {
    accountId: uuid("account_id")
      .primaryKey()
      .references(() => accounts.id),
    ...asset,
    availableNanoton: nanotonColumn("available_nanoton").notNull().default(sql`0`),
    heldNanoton: nanotonColumn("held_nanoton").notNull().default(sql`0`),
  },
  (table) => [
    check("balances_available", sql`${table.availableNanoton} >= 0`),
    check("balances_held", sql`${table.heldNanoton} >= 0`),
  ],
);

/**
 * Every move of money, for ever: a trigger refuses to change or delete a row. No foreign keys to `accounts`: their
 * checks would lock the shared rows of the platform and of a worker once per job; the ledger's functions resolve them.
 */
export const transfers = pgTable(
  "transfers",
  {
    /** Made by who asks, or derived from (kind, account, job, post): the same move can't be written twice. */
    id: uuid().primaryKey(),
    seq: bigint({ mode: "bigint" }).generatedAlwaysAsIdentity().notNull(),
    kind: text({ enum: TRANSFER_KINDS }).notNull(),
    fromAccount: uuid("from_account").notNull(),
    fromPurpose: text("from_purpose", { enum: PURPOSES }).notNull(),
    toAccount: uuid("to_account").notNull(),
    toPurpose: text("to_purpose", { enum: PURPOSES }).notNull(),
    amountNanoton: nanotonColumn("amount_nanoton").notNull(),
    ...asset,
    jobId: hexColumn("job_id"),
    post: integer(),
    createdAt,
  },
  (table) => [
    index("transfers_seq").using("brin", table.seq).with({ autosummarize: true }),
    index("transfers_from").on(table.fromAccount, table.seq),
    // A move inside one account is already found by its `from` side.
    index("transfers_to")
      .on(table.toAccount, table.seq)
      .where(sql`${table.fromAccount} <> ${table.toAccount}`),
    check("transfers_amount", sql`${table.amountNanoton} > 0`),
    check(
      "transfers_of_job",
      sql`num_nulls(${table.jobId}, ${table.post}) = case when ${table.kind} = 'grant' then 2 else 0 end`,
    ),
    check(
      "transfers_legs",
      sql`(${table.kind}, ${table.fromPurpose}, ${table.toPurpose}) in (('grant', 'grants', 'available'),
        ('hold', 'available', 'held'), ('settle_worker', 'held', 'payable'), ('settle_commission', 'held', 'commission'),
        ('release', 'held', 'available'), ('expire', 'held', 'available'))`,
    ),
  ],
);

/** The holds that are open now. Closing one deletes its row, so of two that want to close it exactly one finds it. */
export const holds = pgTable(
  "holds",
  {
    accountId: uuid("account_id").notNull(),
    jobId: hexColumn("job_id").notNull(),
    post: integer().notNull(),
    amountNanoton: nanotonColumn("amount_nanoton").notNull(),
    createdAt,
  },
  (table) => [
    primaryKey({ columns: [table.accountId, table.jobId, table.post] }),
    index("holds_created").on(table.createdAt),
    check("holds_amount", sql`${table.amountNanoton} > 0`),
  ],
);

/**
 * Sums of `transfers` up to `through_seq` for every account without a row in `balances`; what came later is added when
 * read. Negative for the world, which pays money in.
 */
export const ledgerTotals = pgTable(
  "ledger_totals",
  {
    accountId: uuid("account_id").notNull(),
    purpose: text({ enum: PURPOSES }).notNull(),
    ...asset,
    balanceNanoton: bigint("balance_nanoton", { mode: "bigint" }).notNull(),
    throughSeq: bigint("through_seq", { mode: "bigint" }).notNull(),
  },
  (table) => [primaryKey({ columns: [table.accountId, table.purpose, table.currency, table.rail] })],
);
