import type { Address, Transaction } from "@ton/core";
import { ChainError } from "../source/error.ts";
import { before, type ChainSource, idOf, isSame, type TransactionId } from "../source/port.ts";

const PAGE = 32;

export type WalkFault = "missing" | "altered" | "other_history";

const SENTENCES: Record<WalkFault, string> = {
  missing: "transactions are missing between the newest one and what was seen before",
  altered: "a transaction is not the one that its successor's hash names",
  other_history: "the history does not lead to what was seen before: another chain, or a provider that lies",
};

/** The source's history of an account is not one unbroken chain down to the cursor: nothing of it counts. */
export class WalkError extends Error {
  override readonly name = "WalkError";
  readonly fault: WalkFault;

  constructor(fault: WalkFault) {
    super(SENTENCES[fault]);
    this.fault = fault;
  }
}

/** A stretch of an account's history: all that came after `cursor`, up to `newest`. */
export interface Stretch {
  readonly source: ChainSource;
  readonly account: Address;
  readonly newest: TransactionId;
  /** The last one seen before; null to begin at the account's first. */
  readonly cursor: TransactionId | null;
}

/**
 * The stretch's transactions, oldest first, page by page. It first walks all the way back, so that none is given before
 * the whole stretch is known to hang together; of each page it keeps the name alone and asks for it again: after a long
 * outage the stretch may be larger than memory. @throws WalkError, ChainError
 */
export async function* oldestFirst(stretch: Stretch): AsyncGenerator<Transaction[]> {
  const starts: TransactionId[] = [];
  let kept: Transaction[] = [];
  for (let from: TransactionId | null = stretch.newest; from && isLater(from, stretch.cursor); ) {
    starts.push(from);
    kept = await verifiedPage(stretch, from);
    from = before(kept.at(-1) as Transaction);
    if (!from && stretch.cursor) throw new WalkError("other_history");
  }
  for (const start of starts.toReversed()) {
    const isKept = kept[0] && isSame(idOf(kept[0]), start);
    yield (isKept ? kept : await verifiedPage(stretch, start)).toReversed();
  }
}

/** @throws WalkError for what stands beside or below the cursor without being it */
function isLater(id: TransactionId, cursor: TransactionId | null): boolean {
  if (!cursor || id.lt > cursor.lt) return true;
  if (!isSame(id, cursor)) throw new WalkError("other_history");
  return false;
}

/** From `from` on, newest first, down to the cursor at most; each is the one its successor names. */
async function verifiedPage(
  { source, account, cursor }: Stretch,
  from: TransactionId,
): Promise<Transaction[]> {
  const page = await pageFrom({ source, account }, from);
  const verified: Transaction[] = [];
  let expected: TransactionId | null = from;
  for (const transaction of page.slice(0, PAGE)) {
    if (!expected || !isLater(expected, cursor)) break;
    if (!isSame(idOf(transaction), expected)) throw new WalkError("altered");
    verified.push(transaction);
    expected = before(transaction);
  }
  if (verified.length === 0) throw new WalkError("missing");
  return verified;
}

/**
 * As many as the source can tell at once: anyone may send the account the largest messages there are, which must not stop the
 * reading of what others send.
 */
async function pageFrom(
  { source, account }: Pick<Stretch, "source" | "account">,
  from: TransactionId,
): Promise<Transaction[]> {
  for (let limit = PAGE; ; limit /= 2) {
    try {
      return await source.transactions(account, from, limit);
    } catch (error) {
      const isTooMuch =
        error instanceof ChainError && (error.code === "too_large" || error.code === "timeout");
      if (!isTooMuch || limit === 1) throw error;
    }
  }
}
