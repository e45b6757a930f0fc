import { type Nanoton, nanoton } from "@cocoon/protocol/money";
import {
  and,
  asc,
  desc,
  eq,
  getTableColumns,
  gte,
  inArray,
  isNotNull,
  isNull,
  notInArray,
  or,
  sql,
} from "drizzle-orm";
import type { Database } from "../connection/database.ts";
import { escrows, payoutOwners, readNanoton, vouchers } from "../schema/index.ts";
import type { Voucher } from "./vouchers.ts";

const { createdAt: _, sentAt: __, confirmedLt: ___, ...columns } = getTableColumns(vouchers);

export interface Sendable {
  /** Unix seconds by the chain's clock: what is not valid then is not worth sending. */
  readonly validAt: number;
  /** One that was sent so long ago and is not decided is taken for lost. */
  readonly resendAfterMs: number;
  readonly limit: number;
}

/** Vouchers to hand to the network now, closes first: with all signatures that their escrow asks for, in its present epoch. */
export const sendableVouchers = (
  database: Database,
  { validAt, resendAfterMs, limit }: Sendable,
): Promise<Voucher[]> =>
  database.run((statements) =>
    statements
      .select(columns)
      .from(vouchers)
      .innerJoin(escrows, eq(escrows.address, vouchers.escrow))
      .where(
        and(
          inArray(vouchers.state, ["signed", "sent"]),
          gte(vouchers.validUntil, validAt),
          eq(vouchers.epoch, escrows.epoch),
          or(
            isNull(vouchers.sentAt),
            sql`${vouchers.sentAt} <= now() - ${resendAfterMs} * interval '1 millisecond'`,
          ),
          // A close that charges nothing needs the proxy's signature alone.
          or(
            isNull(escrows.payerKey),
            isNotNull(vouchers.payerSignature),
            and(eq(vouchers.kind, "close"), eq(vouchers.cumulativeNanoton, escrows.chargedNanoton)),
          ),
        ),
      )
      .orderBy(desc(eq(vouchers.kind, "close")), asc(vouchers.createdAt))
      .limit(limit),
  );

/** Accounts whose escrow the proxy has frozen and whose close it has yet to sign, because something was to be charged first. */
export async function closesToSign(database: Database, nowMs: number, limit = 100): Promise<string[]> {
  const close = sql`select from ${vouchers} where ${vouchers.escrow} = ${escrows.address}
    and ${vouchers.epoch} = ${escrows.epoch} and ${vouchers.kind} = 'close' and ${vouchers.state} in ('signed', 'sent')`;
  const rows = await database.run((statements) =>
    statements
      .select({ accountId: escrows.accountId })
      .from(escrows)
      .where(and(gte(escrows.frozenUntilMs, nowMs), sql`not exists (${close})`))
      .limit(limit),
  );
  return rows.map(({ accountId }) => accountId);
}

/** Signed and not seen paid, of all owners but these: what the pool has to cover besides. */
export async function outstandingPayouts(database: Database, without: readonly string[]): Promise<Nanoton> {
  const { owner, cumulativeNanoton, confirmedNanoton } = payoutOwners;
  const rows = await database.run((statements) =>
    statements
      .select({
        sum: sql`coalesce(sum(greatest(${cumulativeNanoton} - ${confirmedNanoton}, 0)), 0)::bigint`.mapWith(
          readNanoton,
        ),
      })
      .from(payoutOwners)
      .where(without.length === 0 ? undefined : notInArray(owner, [...without])),
  );
  return rows[0]?.sum ?? nanoton(0n);
}

/**
 * Escrows that were charged more than all vouchers here come to: another copy of this database signed them, or somebody
 * else did. @param address of one escrow; null looks at all
 */
export async function chargedUnknown(
  database: Database,
  address: string | null,
  limit = 100,
): Promise<string[]> {
  const known = sql`select coalesce(sum(most), 0) from (select max(${vouchers.cumulativeNanoton}) as most
    from ${vouchers} where ${vouchers.escrow} = ${escrows.address} group by ${vouchers.epoch}) as epochs`;
  const rows = await database.run((statements) =>
    statements
      .select({ address: escrows.address })
      .from(escrows)
      .where(
        and(
          sql`${escrows.chargedTotalNanoton} > (${known})`,
          address === null ? undefined : eq(escrows.address, address),
        ),
      )
      .limit(limit),
  );
  return rows.map((row) => row.address);
}
