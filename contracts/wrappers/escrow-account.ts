import { type Nanoton, nanoton } from "@cocoon/protocol/money";
import type { Builder, Cell, Slice } from "@ton/core";
import { keyBytes, keyNumber, loadNanoton } from "./cells.ts";
import { constants } from "./escrow.generated.ts";

/** What the owner allows: at most so much a UTC day (0: nothing), and only with the payer key's signature where there is one. */
export interface Guards {
  readonly dailyLimitNanoton: Nanoton;
  readonly payerKey: Uint8Array | null;
}

/** Guards that take the others' place at a time (Unix seconds), without a message. */
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

/** The guards that hold at a time, which is the chain's and not the reader's. */
export const guardsAt = ({ dailyLimitNanoton, payerKey, pending }: EscrowAccount, seconds: number): Guards =>
  pending && pending.at <= seconds ? pending : { dailyLimitNanoton, payerKey };

export const storeGuards =
  (guards: Guards) =>
  (builder: Builder): void => {
    builder.storeCoins(guards.dailyLimitNanoton).storeUint(keyNumber(guards.payerKey), 256);
  };

const loadGuards = (slice: Slice): Guards => ({
  dailyLimitNanoton: loadNanoton(slice),
  payerKey: keyBytes(slice.loadUintBig(256)),
});

const NO_GUARDS = { dailyLimitNanoton: nanoton(0n), payerKey: null, pending: null };
const NOTHING = nanoton(0n);
const NEVER = Number(constants.NEVER);

/** Mirrors `Account` and `GuardState` of client-escrow/storage.tolk. @throws where the cells are none. */
export function parseAccount(account: Cell | null, guards: Cell | null): EscrowAccount {
  return { ...parseAmounts(account), ...(guards ? parseGuards(guards) : NO_GUARDS) };
}

function parseAmounts(cell: Cell | null): Omit<EscrowAccount, keyof Guards | "pending"> {
  const slice = cell?.beginParse();
  const number = (): number => slice?.loadUint(32) ?? 0;
  const amount = (): Nanoton => (slice ? loadNanoton(slice) : NOTHING);
  const read = {
    epoch: number(),
    balanceNanoton: amount(),
    chargedNanoton: amount(),
    day: number(),
    chargedTodayNanoton: amount(),
    depositedNanoton: amount(),
    paidOutNanoton: amount(),
  };
  const closingAt = slice?.loadUint(32) ?? NEVER;
  slice?.endParse();
  const chargedTotalNanoton = nanoton(read.depositedNanoton - read.balanceNanoton - read.paidOutNanoton);
  return { ...read, chargedTotalNanoton, closingAt: closingAt === NEVER ? null : closingAt };
}

function parseGuards(cell: Cell): Guards & Pick<EscrowAccount, "pending"> {
  const slice = cell.beginParse();
  const guards = { ...loadGuards(slice), pending: parsePending(slice.loadMaybeRef()) };
  slice.endParse();
  return guards;
}

function parsePending(cell: Cell | null): PendingGuards | null {
  if (!cell) return null;
  const slice = cell.beginParse();
  const pending = { ...loadGuards(slice), at: slice.loadUint(32) };
  slice.endParse();
  return pending;
}
