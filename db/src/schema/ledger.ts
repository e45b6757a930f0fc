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
export const PURPOSES = [
  "available",
  "held",
  "granted",
  "granted_held",
  "payable",
  "commission",
  "losses",
  "deposits",
  "withdrawals",
  "payouts",
  /** Of the world, before there were deposits: what a local operator gave. */
  "grants",
] as const;

export const TRANSFER_KINDS = [
  "deposit",
  "withdraw",
  "loss",
  "recover",
  "grant",
  "grant_return",
  "hold",
  "settle_worker",
  "settle_commission",
  "release",
  "expire",
  "payout",
  "draw",
  "fund",
] as const;

/** Whose money a job runs on: the person's deposit, or what a sponsor granted. */
export const SOURCES = ["own", "granted"] as const;

const asset = {
  currency: text().notNull().default("TON"),
  rail: text().notNull().default("ton"),
};
const createdAt = timestamp("created_at", { withTimezone: true }).notNull().defaultNow();

/**
 * What a person has. All purposes stand in one row, so that every move of a person's money takes exactly one row lock
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
    /** From a sponsor: buys answers, can't be withdrawn. */
    grantedNanoton: nanotonColumn("granted_nanoton").notNull().default(sql`0`),
    grantedHeldNanoton: nanotonColumn("granted_held_nanoton").notNull().default(sql`0`),
    /** Settled from the person's own money, all time; less what their escrow was charged, it is still to be collected. */
    spentNanoton: nanotonColumn("spent_nanoton").notNull().default(sql`0`),
    /** Settled from granted money, all time; the sponsor's escrow is charged for it. */
    grantedSpentNanoton: nanotonColumn("granted_spent_nanoton").notNull().default(sql`0`),
    /** Paid out by the chain beyond what was available. Anything that becomes available repays it first. */
    lostNanoton: nanotonColumn("lost_nanoton").notNull().default(sql`0`),
    /** The one account whose grants this person has had; never another, so that each spent grant has its payer. */
    sponsorId: uuid("sponsor_id").references(() => accounts.id),
    /** Since when something is to be collected from the person's escrow. */
    owingSince: timestamp("owing_since", { withTimezone: true }),
  },
  (table) => [
    index("balances_sponsor").on(table.sponsorId).where(sql`${table.sponsorId} is not null`),
    check(
      "balances_amounts",
      sql`least(${table.availableNanoton}, ${table.heldNanoton}, ${table.grantedNanoton}, ${table.grantedHeldNanoton},
        ${table.spentNanoton}, ${table.grantedSpentNanoton}, ${table.lostNanoton}) >= 0
        and (${table.lostNanoton} = 0 or ${table.availableNanoton} = 0)
        and (${table.sponsorId} is not null or ${table.grantedNanoton} = 0)`,
    ),
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
    // A move inside one account is already found by its `from` side; commission is only ever summed.
    index("transfers_to")
      .on(table.toAccount, table.seq)
      .where(sql`${table.fromAccount} <> ${table.toAccount} and ${table.kind} <> 'settle_commission'`),
    check("transfers_amount", sql`${table.amountNanoton} > 0`),
    // A function, because Postgres reads a constraint's text anew for each statement, and the list of kinds is long.
    check(
      "transfers_legal",
      sql`transfer_is_legal(${table.kind}, ${table.fromPurpose}, ${table.toPurpose}, num_nulls(${table.jobId}, ${table.post}))`,
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
    source: text({ enum: SOURCES }).notNull().default("own"),
    /** The key whose budget the hold stands in; null for one without a budget. */
    credentialId: uuid("credential_id"),
    createdAt,
  },
  (table) => [
    primaryKey({ columns: [table.accountId, table.jobId, table.post] }),
    check("holds_source", sql`${table.source} in ('own', 'granted')`),
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
