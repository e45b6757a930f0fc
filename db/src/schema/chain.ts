import { sql } from "drizzle-orm";
import {
  bigint,
  check,
  date,
  index,
  integer,
  pgTable,
  primaryKey,
  text,
  timestamp,
  uniqueIndex,
  uuid,
} from "drizzle-orm/pg-core";
import { accounts } from "./accounts.ts";
import { bytesColumn, hexColumn, ltColumn, nanotonColumn } from "./columns.ts";

export const VOUCHER_KINDS = ["charge", "close"] as const;
export const VOUCHER_STATES = ["signed", "sent", "confirmed", "expired"] as const;
export const PAYOUT_STATES = ["voucher", "sent", "confirmed"] as const;

const at = (name: string) => timestamp(name, { withTimezone: true });
const createdAt = at("created_at").notNull().defaultNow();

/** Every escrow as its last notification to the treasury described it: absolute numbers, so a later one replaces all. */
export const escrows = pgTable(
  "escrows",
  {
    /** Raw, "0:hex". */
    address: text().primaryKey(),
    accountId: uuid("account_id")
      .notNull()
      .references(() => accounts.id),
    /** The wallet that owns it, raw. */
    owner: text().notNull(),
    epoch: bigint({ mode: "number" }).notNull(),
    /** All time. */
    depositedNanoton: nanotonColumn("deposited_nanoton").notNull(),
    /** In this epoch. */
    chargedNanoton: nanotonColumn("charged_nanoton").notNull(),
    /** All time. */
    chargedTotalNanoton: nanotonColumn("charged_total_nanoton").notNull(),
    /** All time. */
    paidOutNanoton: nanotonColumn("paid_out_nanoton").notNull(),
    balanceNanoton: nanotonColumn("balance_nanoton").notNull(),
    dailyLimitNanoton: nanotonColumn("daily_limit_nanoton").notNull(),
    pendingDailyLimitNanoton: nanotonColumn("pending_daily_limit_nanoton"),
    payerKey: hexColumn("payer_key"),
    pendingPayerKey: hexColumn("pending_payer_key"),
    /** When the pending guards take effect, Unix seconds. */
    pendingAt: bigint("pending_at", { mode: "number" }),
    /** The UTC day, counted from 1970, of `charged_today`. */
    day: integer().notNull(),
    chargedTodayNanoton: nanotonColumn("charged_today_nanoton").notNull(),
    /** From when the owner's close is final, Unix seconds; null while open. */
    closingAt: bigint("closing_at", { mode: "number" }),
    keySeq: bigint("key_seq", { mode: "number" }).notNull(),
    /** Until then no job is admitted, because the proxy has signed a close. Ours, not the chain's. */
    frozenUntilMs: bigint("frozen_until_ms", { mode: "number" }),
    lastLt: ltColumn("last_lt").notNull(),
    updatedAt: at("updated_at").notNull().defaultNow(),
  },
  (table) => [
    uniqueIndex("escrows_account").on(table.accountId),
    uniqueIndex("escrows_owner").on(table.owner),
    check("escrows_text", sql`length(${table.address}) <= 80 and length(${table.owner}) <= 80`),
    check(
      "escrows_balance",
      sql`${table.balanceNanoton} = ${table.depositedNanoton} - ${table.chargedTotalNanoton} - ${table.paidOutNanoton}
        and ${table.balanceNanoton} >= 0`,
    ),
    check(
      "escrows_charged",
      sql`${table.chargedNanoton} between 0 and ${table.chargedTotalNanoton} and ${table.chargedTodayNanoton} >= 0`,
    ),
    check(
      "escrows_keys",
      sql`octet_length(${table.payerKey}) = 32 and octet_length(${table.pendingPayerKey}) = 32`,
    ),
  ],
);

/** What the proxy signed against an escrow; the last one of an epoch is what both sides keep. */
export const vouchers = pgTable(
  "vouchers",
  {
    escrow: text().notNull(),
    epoch: bigint({ mode: "number" }).notNull(),
    kind: text({ enum: VOUCHER_KINDS }).notNull(),
    cumulativeNanoton: nanotonColumn("cumulative_nanoton").notNull(),
    /** Unix seconds. */
    validUntil: bigint("valid_until", { mode: "number" }).notNull(),
    proxySignature: bytesColumn("proxy_signature").notNull(),
    payerSignature: bytesColumn("payer_signature"),
    state: text({ enum: VOUCHER_STATES }).notNull().default("signed"),
    createdAt,
    sentAt: at("sent_at"),
    confirmedLt: ltColumn("confirmed_lt"),
  },
  (table) => [
    primaryKey({ columns: [table.escrow, table.epoch, table.kind, table.cumulativeNanoton] }),
    index("vouchers_open").on(table.state, table.createdAt).where(sql`${table.state} in ('signed', 'sent')`),
    check("vouchers_kind", sql`${table.kind} in ('charge', 'close')`),
    check("vouchers_state", sql`${table.state} in ('signed', 'sent', 'confirmed', 'expired')`),
    check("vouchers_cumulative", sql`${table.cumulativeNanoton} >= 0`),
    check(
      "vouchers_signatures",
      sql`octet_length(${table.proxySignature}) = 64 and octet_length(${table.payerSignature}) = 64`,
    ),
  ],
);

/** How far the history of a watched account has been applied. */
export const chainCursors = pgTable(
  "chain_cursors",
  { address: text().primaryKey(), lt: ltColumn().notNull(), hash: hexColumn().notNull() },
  (table) => [check("chain_cursors_hash", sql`octet_length(${table.hash}) = 32`)],
);

/** Every transaction of a watched account that was applied, once. */
export const chainEvents = pgTable(
  "chain_events",
  {
    address: text().notNull(),
    lt: ltColumn().notNull(),
    kind: text().notNull(),
    appliedAt: at("applied_at").notNull().defaultNow(),
  },
  (table) => [
    primaryKey({ columns: [table.address, table.lt] }),
    check("chain_events_kind", sql`${table.kind} in ('none', 'escrow', 'payout', 'draw', 'fund')`),
  ],
);

/** Who is paid for workers, and how they want it. */
export const payoutOwners = pgTable(
  "payout_owners",
  {
    /** Raw address; the same text is the owner's account in the ledger. */
    owner: text().primaryKey(),
    /** Null for the proxy's default. */
    thresholdNanoton: nanotonColumn("threshold_nanoton"),
    payNowAt: at("pay_now_at"),
    /** Of the newest voucher that was pushed. */
    cumulativeNanoton: nanotonColumn("cumulative_nanoton").notNull().default(sql`0`),
    /** Of the largest voucher that the owner was given on demand. */
    shownNanoton: nanotonColumn("shown_nanoton").notNull().default(sql`0`),
    /** Seen paid by the watcher. */
    confirmedNanoton: nanotonColumn("confirmed_nanoton").notNull().default(sql`0`),
  },
  (table) => [
    check("payout_owners_owner", sql`length(${table.owner}) between 1 and 128`),
    check(
      "payout_owners_amounts",
      sql`least(${table.cumulativeNanoton}, ${table.shownNanoton}, ${table.confirmedNanoton}) >= 0
        and ${table.thresholdNanoton} > 0`,
    ),
  ],
);

/** The outbox: a payout is written here before anything is sent. */
export const payouts = pgTable(
  "payouts",
  {
    id: uuid().primaryKey(),
    owner: text()
      .notNull()
      .references(() => payoutOwners.owner),
    cumulativeNanoton: nanotonColumn("cumulative_nanoton").notNull(),
    signature: bytesColumn().notNull(),
    state: text({ enum: PAYOUT_STATES }).notNull().default("voucher"),
    batch: uuid(),
    createdAt,
    sentAt: at("sent_at"),
    confirmedLt: ltColumn("confirmed_lt"),
  },
  (table) => [
    uniqueIndex("payouts_cumulative").on(table.owner, table.cumulativeNanoton),
    index("payouts_open").on(table.createdAt).where(sql`${table.state} <> 'confirmed'`),
    check("payouts_state", sql`${table.state} in ('voucher', 'sent', 'confirmed')`),
    check("payouts_cumulative_positive", sql`${table.cumulativeNanoton} > 0`),
    check("payouts_signature", sql`octet_length(${table.signature}) = 64`),
  ],
);

/** What the sponsors' free grants of one UTC day come to: the budget of all together. */
export const trialDays = pgTable(
  "trial_days",
  { day: date().primaryKey(), grantedNanoton: nanotonColumn("granted_nanoton").notNull() },
  (table) => [check("trial_days_granted", sql`${table.grantedNanoton} >= 0`)],
);

/** What an owner of workers asks for a model. */
export const ownerPrices = pgTable(
  "owner_prices",
  {
    owner: text().notNull(),
    model: text().notNull(),
    quote: text().notNull(),
    updatedAt: at("updated_at").notNull().defaultNow(),
  },
  (table) => [
    primaryKey({ columns: [table.owner, table.model] }),
    check(
      "owner_prices_text",
      sql`length(${table.owner}) between 1 and 128 and length(${table.model}) between 1 and 64
        and ${table.quote} ~ '^[0-9]+/[0-9]+/[0-9]+$' and length(${table.quote}) <= 64`,
    ),
  ],
);

/** A person says that a receipt is wrong. What the verdict was found by is never stored. */
export const disputes = pgTable(
  "disputes",
  {
    id: uuid().primaryKey(),
    accountId: uuid("account_id")
      .notNull()
      .references(() => accounts.id),
    jobId: hexColumn("job_id").notNull(),
    verdict: text().notNull(),
    receiptHash: hexColumn("receipt_hash").notNull(),
    createdAt,
  },
  (table) => [
    uniqueIndex("disputes_job").on(table.accountId, table.jobId),
    index("disputes_created").on(table.createdAt),
    check(
      "disputes_hashes",
      sql`octet_length(${table.jobId}) = 32 and octet_length(${table.receiptHash}) = 32`,
    ),
    check("disputes_verdict", sql`${table.verdict} ~ '^[a-z_]{1,64}$'`),
  ],
);
