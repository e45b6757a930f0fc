import type { Nanoton } from "@cocoon/protocol/money";
import {
  and,
  asc,
  desc,
  eq,
  getTableColumns,
  gt,
  gte,
  inArray,
  isNotNull,
  isNull,
  lte,
  or,
  type SQL,
  sql,
} from "drizzle-orm";
import type { Database } from "../connection/database.ts";
import { escrows, vouchers } from "../schema/index.ts";
import { payerKeyAt } from "./escrows.ts";
import type { Voucher } from "./vouchers.ts";

const { createdAt: _, sentAt: __, confirmedLt: ___, ...columns } = getTableColumns(vouchers);

export interface Sendable {
  /** Unix seconds by the chain's clock: what is not valid then is not worth sending. */
  readonly validAt: number;
  /** One that was sent so long ago and is not decided is taken for lost. */
  readonly resendAfterMs: number;
  /** What pays for its own charge. */
  readonly worthNanoton: Nanoton;
  readonly limit: number;
}

/** What a charge would take. */
const amount = sql`${vouchers.cumulativeNanoton} - ${escrows.chargedNanoton}`;

const isOpen = inArray(vouchers.state, ["signed", "sent"]);

/** Undecided, of its escrow's present epoch, valid, and not just sent. */
const isSendable = ({ validAt, resendAfterMs }: Sendable): SQL | undefined =>
  and(
    isOpen,
    gte(vouchers.validUntil, validAt),
    eq(vouchers.epoch, escrows.epoch),
    or(
      isNull(vouchers.sentAt),
      sql`${vouchers.sentAt} <= now() - ${resendAfterMs} * interval '1 millisecond'`,
    ),
  );

/** Vouchers to hand to the network now that need the proxy's signature alone, closes first. */
export const sendableVouchers = (database: Database, query: Sendable): Promise<Voucher[]> =>
  database.run((statements) =>
    statements
      .select(columns)
      .from(vouchers)
      .innerJoin(escrows, eq(escrows.address, vouchers.escrow))
      .where(
        and(
          isSendable(query),
          // A close that charges nothing is none of the payer's business.
          or(
            sql`(${payerKeyAt(query.validAt)}) is null`,
            and(eq(vouchers.kind, "close"), eq(vouchers.cumulativeNanoton, escrows.chargedNanoton)),
          ),
          // While a payer's key is pending, its client may ask for a voucher after each job: the fees are the proxy's.
          or(
            eq(vouchers.kind, "close"),
            isNull(escrows.pendingPayerKey),
            gte(amount, sql`${query.worthNanoton}::bigint`),
          ),
        ),
      )
      .orderBy(desc(eq(vouchers.kind, "close")), asc(vouchers.createdAt))
      .limit(query.limit),
  );

export interface CosignedQuery extends Sendable {
  /** What is worth a charge. */
  readonly leastNanoton: Nanoton;
  /** Unix seconds: whatever a voucher is worth, it is sent before it ends. */
  readonly endsBefore: number;
  /** Unix seconds: guards that are in force by then may stand in the way of a later charge. */
  readonly guardsBefore: number;
  readonly nowMs: number;
}

/**
 * Of each escrow with a payer key the largest charge that both have signed, once it is due: it is worth it, takes up half of
 * a day's limit, ends soon, or the escrow's guards are about to tighten or itself to be closed.
 */
export const cosignedVouchers = (database: Database, query: CosignedQuery): Promise<Voucher[]> =>
  database.run((statements) =>
    statements
      .selectDistinctOn([vouchers.escrow], columns)
      .from(vouchers)
      .innerJoin(escrows, eq(escrows.address, vouchers.escrow))
      .where(
        and(
          isSendable(query),
          eq(vouchers.kind, "charge"),
          sql`(${payerKeyAt(query.validAt)}) is not null`,
          isNotNull(vouchers.payerSignature),
          gt(amount, 0n),
          or(
            gte(amount, sql`${query.leastNanoton}::bigint`),
            sql`(${amount}) * 2 >= least(${escrows.dailyLimitNanoton}, ${escrows.pendingDailyLimitNanoton})`,
            and(lte(escrows.pendingAt, query.guardsBefore), gte(amount, sql`${query.worthNanoton}::bigint`)),
            lte(vouchers.validUntil, query.endsBefore),
            isNotNull(escrows.closingAt),
            gte(escrows.frozenUntilMs, query.nowMs),
          ),
        ),
      )
      .orderBy(asc(vouchers.escrow), desc(vouchers.cumulativeNanoton))
      .limit(query.limit),
  );

const openClose = sql`select from ${vouchers} where ${vouchers.escrow} = ${escrows.address}
  and ${vouchers.epoch} = ${escrows.epoch} and ${vouchers.kind} = 'close' and ${vouchers.state} in ('signed', 'sent')`;

const accountsWhere = async (database: Database, which: SQL | undefined): Promise<string[]> => {
  const rows = await database.run((statements) =>
    statements.select({ accountId: escrows.accountId }).from(escrows).where(which).limit(100),
  );
  return rows.map(({ accountId }) => accountId);
};

/** Accounts whose escrow the proxy has frozen and whose close it has yet to sign, because something was to be charged first. */
export const closesToSign = (database: Database, nowMs: number): Promise<string[]> =>
  accountsWhere(database, and(gt(escrows.frozenUntilMs, nowMs), sql`not exists (${openClose})`));

/** Accounts that would be thawed by then though their close is not decided. */
export const closesUndecided = (database: Database, thawedByMs: number): Promise<string[]> =>
  accountsWhere(database, and(lte(escrows.frozenUntilMs, thawedByMs), sql`exists (${openClose})`));

/**
 * Escrows that were charged more than all vouchers here come to: another copy of this database signed them, or somebody
 * else did. @param changedWithinMs looks only at those that changed so lately; null at all
 */
export async function chargedUnknown(database: Database, changedWithinMs: number | null): Promise<string[]> {
  const known = sql`select coalesce(sum(most), 0) from (select max(${vouchers.cumulativeNanoton}) as most
    from ${vouchers} where ${vouchers.escrow} = ${escrows.address} group by ${vouchers.epoch}) as epochs`;
  const since = sql`${escrows.updatedAt} >= now() - ${changedWithinMs} * interval '1 millisecond'`;
  const rows = await database.run((statements) =>
    statements
      .select({ address: escrows.address })
      .from(escrows)
      .where(
        and(sql`${escrows.chargedTotalNanoton} > (${known})`, changedWithinMs === null ? undefined : since),
      )
      .limit(100),
  );
  return rows.map(({ address }) => address);
}

/**
 * Takes what escrows were charged for as signed by us, though no voucher of it is here: what an operator decides after
 * looking. @returns how many escrows
 */
export async function adoptCharges(database: Database): Promise<number> {
  const most = sql`select epoch, max(cumulative_nanoton) as amount from vouchers where escrow = escrows.address group by epoch`;
  const known = sql`(select coalesce(sum(amount), 0) from (${most}) as epochs)`;
  const before = sql`(select coalesce(sum(amount), 0) from (${most}) as epochs where epoch <> escrows.epoch)`;
  const rows = await database.run((statements) =>
    statements.execute(sql`insert into vouchers (escrow, epoch, kind, cumulative_nanoton, valid_until, proxy_signature, state)
      select address, epoch, 'charge', charged_total_nanoton - ${before}, 0, decode(repeat('00', 64), 'hex'), 'confirmed'
      from escrows where charged_total_nanoton > ${known} returning escrow`),
  );
  return rows.length;
}
