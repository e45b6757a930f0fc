import type { Nanoton } from "@cocoon/protocol/money";
import { and, asc, desc, eq, getTableColumns, inArray, isNotNull, lt, sql } from "drizzle-orm";
import type { Database } from "../connection/database.ts";
import { type VOUCHER_KINDS, type VOUCHER_STATES, vouchers } from "../schema/index.ts";

export interface VoucherKey {
  /** Raw address. */
  readonly escrow: string;
  readonly epoch: number;
  readonly kind: (typeof VOUCHER_KINDS)[number];
  readonly cumulativeNanoton: Nanoton;
}

export interface Voucher extends VoucherKey {
  /** Unix seconds. */
  readonly validUntil: number;
  readonly proxySignature: Uint8Array;
  readonly payerSignature: Uint8Array | null;
  readonly state: (typeof VOUCHER_STATES)[number];
}

const { createdAt: _, sentAt: __, confirmedLt: ___, ...columns } = getTableColumns(vouchers);

const keyIs = ({ escrow, epoch, kind, cumulativeNanoton }: VoucherKey) =>
  and(
    eq(vouchers.escrow, escrow),
    eq(vouchers.epoch, epoch),
    eq(vouchers.kind, kind),
    eq(vouchers.cumulativeNanoton, cumulativeNanoton),
  );

/**
 * Keeps a voucher before it leaves the proxy. The same amount signed again, for a later `validUntil`, replaces the older
 * signatures and is to be sent again; one the chain has seen stays as it is.
 */
export async function saveVoucher(database: Database, voucher: Omit<Voucher, "state">): Promise<void> {
  const { validUntil, proxySignature, payerSignature } = voucher;
  await database.run((statements) =>
    statements
      .insert(vouchers)
      .values(voucher)
      .onConflictDoUpdate({
        target: [vouchers.escrow, vouchers.epoch, vouchers.kind, vouchers.cumulativeNanoton],
        set: { validUntil, proxySignature, payerSignature, state: "signed", sentAt: null },
        setWhere: sql`${vouchers.state} <> 'confirmed' and ${vouchers.validUntil} <= ${validUntil}`,
      }),
  );
}

/** Adds the payer's signature, once verified, to exactly the voucher it is over. False when that is no longer open. */
export async function addPayerSignature(
  database: Database,
  key: VoucherKey & { readonly validUntil: number },
  payerSignature: Uint8Array,
): Promise<boolean> {
  const rows = await database.run((statements) =>
    statements
      .update(vouchers)
      .set({ payerSignature })
      .where(
        and(keyIs(key), eq(vouchers.validUntil, key.validUntil), inArray(vouchers.state, ["signed", "sent"])),
      )
      .returning({ epoch: vouchers.epoch }),
  );
  return rows.length === 1;
}

/** Says that a voucher was handed to the network; the watcher says when it has worked. */
export async function markVoucherSent(database: Database, key: VoucherKey): Promise<void> {
  await database.run((statements) =>
    statements
      .update(vouchers)
      .set({ state: "sent", sentAt: sql`now()` })
      .where(and(keyIs(key), inArray(vouchers.state, ["signed", "sent"]))),
  );
}

/** Ends a charge that its contract would refuse, for another to be signed in its place. */
export async function expireCharge(database: Database, key: Omit<VoucherKey, "kind">): Promise<void> {
  await database.run((statements) =>
    statements
      .update(vouchers)
      .set({ state: "expired" })
      .where(and(keyIs({ ...key, kind: "charge" }), inArray(vouchers.state, ["signed", "sent"]))),
  );
}

/** Vouchers not decided yet, the oldest first: to send, or to send again. */
export const openVouchers = (
  database: Database,
  {
    states = ["signed", "sent"],
    limit = 100,
  }: { states?: readonly ("signed" | "sent")[]; limit?: number } = {},
): Promise<Voucher[]> =>
  database.run((statements) =>
    statements
      .select(columns)
      .from(vouchers)
      .where(inArray(vouchers.state, [...states]))
      .orderBy(asc(vouchers.createdAt))
      .limit(limit),
  );

export interface VouchersOf extends Pick<VoucherKey, "escrow" | "epoch"> {
  readonly kind?: VoucherKey["kind"];
  /** Only those that the payer has signed as well. */
  readonly byPayer?: boolean;
}

/** The voucher of the largest amount in an epoch: what both sides keep and compare. Null when there is none. */
export async function latestVoucher(
  database: Database,
  { escrow, epoch, kind = "charge", byPayer = false }: VouchersOf,
): Promise<Voucher | null> {
  const rows = await database.run((statements) =>
    statements
      .select(columns)
      .from(vouchers)
      .where(
        and(
          eq(vouchers.escrow, escrow),
          eq(vouchers.epoch, epoch),
          eq(vouchers.kind, kind),
          byPayer ? isNotNull(vouchers.payerSignature) : undefined,
        ),
      )
      .orderBy(desc(vouchers.cumulativeNanoton))
      .limit(1),
  );
  return rows[0] ?? null;
}

/** Ends vouchers that no contract takes any more. @param now Unix seconds, by the chain's clock. @returns how many. */
export async function expireVouchers(database: Database, now: number): Promise<number> {
  const rows = await database.run((statements) =>
    statements
      .update(vouchers)
      .set({ state: "expired" })
      .where(and(inArray(vouchers.state, ["signed", "sent"]), lt(vouchers.validUntil, now)))
      .returning({ epoch: vouchers.epoch }),
  );
  return rows.length;
}
