import { MONEY_LIMITS } from "@cocoon/protocol/api";
import { type Nanoton, nanoton } from "@cocoon/protocol/money";
import type { SentDeposit } from "./deposit-id.ts";

/** A wallet's message that was not taken up by then never will be. */
const KEEP_MS = 15 * 60_000;
const REMEMBERED = 10_000;

/**
 * The newest deposit that each account says it has sent, so that a second one sent before the first is credited waits
 * for both. Known to this proxy's memory only: at worst a person sees "credited" a moment early; money never moves by it.
 */
export class SentDeposits {
  readonly #newest = new Map<string, SentDeposit>();

  /** @param depositedNanoton all that the ledger knows the escrow was ever sent */
  record(accountId: string, amountNanoton: Nanoton, depositedNanoton: Nanoton, nowMs: number): SentDeposit {
    const before = this.#newest.get(accountId);
    const awaited = before && before.sentMs + KEEP_MS > nowMs ? before.targetNanoton : depositedNanoton;
    const from = awaited > depositedNanoton ? awaited : depositedNanoton;
    const sent = { amountNanoton, targetNanoton: capped(from + amountNanoton), sentMs: nowMs };
    if (this.#newest.size >= REMEMBERED) this.#newest.clear();
    this.#newest.set(accountId, sent);
    return sent;
  }
}

/** Whoever says they sent more than there is waits for ever. */
const capped = (amount: bigint): Nanoton =>
  nanoton(amount < MONEY_LIMITS.largestNanoton ? amount : MONEY_LIMITS.largestNanoton);
