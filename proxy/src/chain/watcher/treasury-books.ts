import type { EscrowNotify } from "@cocoon/contracts/escrow";
import { applyChainEvent, type ChainEffect, chainCursor, type EscrowState } from "@cocoon/db/chain";
import type { Database } from "@cocoon/db/connection";
import { toHex } from "@cocoon/protocol/bytes";
import type { Address, Transaction } from "@ton/core";
import { before, idOf, type TransactionId } from "../source/port.ts";
import { eventOf, type TreasuryEvent } from "./event.ts";
import type { Books } from "./watcher.ts";

const NOTHING: TransactionId = { lt: 0n, hash: "00".repeat(32) };

/** The treasury's transactions as the ledger's moves. */
export class TreasuryBooks implements Books {
  readonly #database: Database;
  readonly #treasury: Address;
  readonly #applied: (event: TreasuryEvent) => void;

  /** @param applied is told what each transaction was, once it is in the books */
  constructor(database: Database, treasury: Address, applied: (event: TreasuryEvent) => void) {
    this.#database = database;
    this.#treasury = treasury;
    this.#applied = applied;
  }

  async cursor(): Promise<TransactionId | null> {
    const cursor = await chainCursor(this.#database, this.#treasury.toRawString());
    return cursor && cursor.lt > 0n ? cursor : null;
  }

  async apply(transaction: Transaction): Promise<"applied" | "moved"> {
    const event = eventOf(this.#treasury, transaction);
    const { lt: prevLt, hash: prevHash } = before(transaction) ?? NOTHING;
    const outcome = await applyChainEvent(this.#database, {
      address: this.#treasury.toRawString(),
      ...idOf(transaction),
      prevLt,
      prevHash,
      effect: effectOf(event),
    });
    if (outcome === "gap") return "moved";
    if (outcome === "applied") this.#applied(event);
    return "applied";
  }
}

function effectOf(event: TreasuryEvent): ChainEffect {
  switch (event.kind) {
    case "escrow":
      return { kind: "escrow", state: stateOf(event.escrow, event.notify) };
    case "payout":
      return { ...event, owner: event.owner.toRawString() };
    default:
      return event;
  }
}

/** Its own record of who it is stands in the database as text, its keys as hex. */
function stateOf(escrow: Address, { owner, keySeq, account }: EscrowNotify): EscrowState {
  const { pending, payerKey, ...rest } = account;
  const hexOf = (key: Uint8Array | null) => key && toHex(key);
  return {
    ...rest,
    address: escrow.toRawString(),
    owner: owner.toRawString(),
    keySeq,
    payerKey: hexOf(payerKey),
    pendingDailyLimitNanoton: pending?.dailyLimitNanoton ?? null,
    pendingPayerKey: hexOf(pending?.payerKey ?? null),
    pendingAt: pending?.at ?? null,
  };
}
