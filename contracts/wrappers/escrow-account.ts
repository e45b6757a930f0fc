import type { Nanoton } from "@cocoon/protocol/money";
import type { Builder, Cell, Slice } from "@ton/core";
import { keyBytes, keyNumber, loadNanoton } from "./cells.ts";

/** What the owner allows: at most so much a UTC day (0: nothing), and only with the payer key's signature where there is one. */
export interface Guards {
  readonly dailyLimitNanoton: Nanoton;
  readonly payerKey: Uint8Array | null;
}

/** Guards that hold from a time on. */
export interface PendingGuards extends Guards {
  readonly at: number;
}

/** An escrow's absolute state. deposited = balance + chargedTotal + paidOut. */
export interface EscrowAccount extends Guards {
  readonly epoch: number;
  readonly depositedNanoton: Nanoton;
  /** In this epoch: what the next voucher must be above. */
  readonly chargedNanoton: Nanoton;
  readonly chargedTotalNanoton: Nanoton;
  readonly paidOutNanoton: Nanoton;
  readonly balanceNanoton: Nanoton;
  /** UTC day (seconds / 86400) of the last charge, and what was charged on it. */
  readonly day: number;
  readonly chargedTodayNanoton: Nanoton;
  /** Unix seconds from which a requested close may be finalized; null where none is. */
  readonly closingAt: number | null;
  readonly pending: PendingGuards | null;
}

export const storeGuards =
  (guards: Guards) =>
  (builder: Builder): void => {
    builder.storeCoins(guards.dailyLimitNanoton).storeUint(keyNumber(guards.payerKey), 256);
  };

export const loadGuards = (slice: Slice): Guards => ({
  dailyLimitNanoton: loadNanoton(slice),
  payerKey: keyBytes(slice.loadUintBig(256)),
});

/** Mirrors `Account` of client-escrow/storage.tolk. @throws where the cell is none. */
export function parseAccount(cell: Cell): EscrowAccount {
  const slice = cell.beginParse();
  const account = {
    epoch: slice.loadUint(32),
    depositedNanoton: loadNanoton(slice),
    chargedNanoton: loadNanoton(slice),
    chargedTotalNanoton: loadNanoton(slice),
    paidOutNanoton: loadNanoton(slice),
    balanceNanoton: loadNanoton(slice),
    dailyLimitNanoton: loadNanoton(slice),
    day: slice.loadUint(32),
    chargedTodayNanoton: loadNanoton(slice),
    closingAt: slice.loadUint(32) || null,
    payerKey: keyBytes(slice.loadUintBig(256)),
    pending: parsePending(slice.loadMaybeRef()),
  };
  slice.endParse();
  return account;
}

function parsePending(cell: Cell | null): PendingGuards | null {
  if (!cell) return null;
  const slice = cell.beginParse();
  const pending = { ...loadGuards(slice), at: slice.loadUint(32) };
  slice.endParse();
  return pending;
}
