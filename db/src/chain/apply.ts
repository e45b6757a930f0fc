import type { Nanoton } from "@cocoon/protocol/money";
import { eq, sql } from "drizzle-orm";
import type { Database } from "../connection/database.ts";
import { outcomeOf } from "../ledger/call.ts";
import { chainCursors } from "../schema/index.ts";

/** An escrow as its notification describes it. Addresses are raw ("0:hex"), keys 64 hex digits, times Unix seconds. */
export interface EscrowState {
  readonly address: string;
  readonly owner: string;
  readonly epoch: number;
  /** All time, as `chargedTotalNanoton` and `paidOutNanoton` are. */
  readonly depositedNanoton: Nanoton;
  /** In this epoch. */
  readonly chargedNanoton: Nanoton;
  readonly chargedTotalNanoton: Nanoton;
  readonly paidOutNanoton: Nanoton;
  readonly balanceNanoton: Nanoton;
  /** A limit above all TON is stored as the largest amount. */
  readonly dailyLimitNanoton: Nanoton;
  readonly pendingDailyLimitNanoton: Nanoton | null;
  readonly payerKey: string | null;
  readonly pendingPayerKey: string | null;
  readonly pendingAt: number | null;
  /** The UTC day, counted from 1970, of `chargedTodayNanoton`. */
  readonly day: number;
  readonly chargedTodayNanoton: Nanoton;
  readonly closingAt: number | null;
  readonly keySeq: number;
}

/** What a transaction of the treasury means for the ledger. */
export type ChainEffect =
  | { readonly kind: "none" }
  | { readonly kind: "escrow"; readonly state: EscrowState }
  | { readonly kind: "payout"; readonly owner: string; readonly amountNanoton: Nanoton }
  | { readonly kind: "draw"; readonly amountNanoton: Nanoton }
  | { readonly kind: "fund"; readonly amountNanoton: Nanoton };

export interface ChainEvent {
  /** The watched account, raw. */
  readonly address: string;
  readonly lt: bigint;
  /** 64 hex digits. */
  readonly hash: string;
  /** 0 for an account's first transaction; its hash is then not looked at. */
  readonly prevLt: bigint;
  readonly prevHash: string;
  readonly effect: ChainEffect;
}

/** The columns of `escrows` that a notification says, by their names; the database reads the record from them. */
function stateRow(state: EscrowState): Record<string, string | number | null> {
  const bytes = (hex: string | null) => (hex === null ? null : `\\x${hex}`);
  return {
    address: state.address,
    owner: state.owner,
    epoch: state.epoch,
    deposited_nanoton: state.depositedNanoton.toString(),
    charged_nanoton: state.chargedNanoton.toString(),
    charged_total_nanoton: state.chargedTotalNanoton.toString(),
    paid_out_nanoton: state.paidOutNanoton.toString(),
    balance_nanoton: state.balanceNanoton.toString(),
    daily_limit_nanoton: state.dailyLimitNanoton.toString(),
    pending_daily_limit_nanoton: state.pendingDailyLimitNanoton?.toString() ?? null,
    payer_key: bytes(state.payerKey),
    pending_payer_key: bytes(state.pendingPayerKey),
    pending_at: state.pendingAt,
    day: state.day,
    charged_today_nanoton: state.chargedTodayNanoton.toString(),
    closing_at: state.closingAt,
    key_seq: state.keySeq,
  };
}

function effectRow(effect: ChainEffect): string {
  if (effect.kind === "escrow") return JSON.stringify({ kind: effect.kind, state: stateRow(effect.state) });
  if (effect.kind === "none") return JSON.stringify(effect);
  const { amountNanoton, ...rest } = effect;
  return JSON.stringify({ ...rest, amount: amountNanoton.toString() });
}

/**
 * Applies one transaction of a watched account: cursor, mark and money in one statement, so a crash at any point leaves
 * all or nothing. "exists" for one applied before, whatever it says now; "gap" when `prevLt` and `prevHash` are not
 * where the cursor stands, so that something was left out or a provider lies: nothing changed.
 * @throws DatabaseError 23000 or 23514 for a state that contradicts the one before; nothing changed either.
 */
export async function applyChainEvent(
  database: Database,
  { address, lt, hash, prevLt, prevHash, effect }: ChainEvent,
): Promise<"applied" | "exists" | "gap"> {
  const bytes = (hex: string) => sql`${sql.param(hex, chainCursors.hash)}::bytea`;
  const number = (value: bigint) => sql`${value.toString()}::text::numeric`;
  // As text first: a driver that knows the parameter is JSON would encode the text once more.
  const call = sql`chain_apply(${address}::text, ${number(lt)}, ${bytes(hash)}, ${number(prevLt)}, ${bytes(prevHash)},
    ${effectRow(effect)}::text::jsonb)`;
  const outcome = await outcomeOf(database, call);
  if (outcome === "applied" || outcome === "exists" || outcome === "gap") return outcome;
  throw new TypeError("the database answered with an outcome this program does not know");
}

export interface ChainCursor {
  readonly lt: bigint;
  readonly hash: string;
}

/** The newest transaction of a watched account that was applied; null before the first. */
export async function chainCursor(database: Database, address: string): Promise<ChainCursor | null> {
  const rows = await database.run((statements) =>
    statements
      .select({ lt: chainCursors.lt, hash: chainCursors.hash })
      .from(chainCursors)
      .where(eq(chainCursors.address, address)),
  );
  return rows[0] ?? null;
}
