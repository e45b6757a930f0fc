import { type EscrowNotify, decodeEscrowNotify, escrowAddress } from "@cocoon/contracts/escrow";
import { payoutAddress } from "@cocoon/contracts/payout";
import { decodeDrawCommission, decodeFundPool, decodePayWorker } from "@cocoon/contracts/treasury";
import type { Nanoton } from "@cocoon/protocol/money";
import type { Address, Message, Transaction } from "@ton/core";

/** What a transaction of the treasury means for the books. */
export type TreasuryEvent =
  /** An escrow tells its whole state. */
  | { readonly kind: "escrow"; readonly escrow: Address; readonly notify: EscrowNotify }
  /** A worker's owner was paid from the pool. */
  | { readonly kind: "payout"; readonly owner: Address; readonly amountNanoton: Nanoton }
  /** The operator took commission. */
  | { readonly kind: "draw"; readonly amountNanoton: Nanoton }
  /** Somebody put money into the pool. */
  | { readonly kind: "fund"; readonly amountNanoton: Nanoton }
  /** Nothing that the books know of: somebody's message that was refused, a forgery, a bounce. */
  | { readonly kind: "none" };

const NONE: TreasuryEvent = { kind: "none" };

/**
 * Only a message from another contract that the treasury carried out counts; what a contract says of itself counts only
 * from the address that its owner and this treasury derive.
 */
export function eventOf(treasury: Address, transaction: Transaction): TreasuryEvent {
  const message = transaction.inMessage;
  if (!message || !wasCarriedOut(transaction)) return NONE;
  const { info, body } = message;
  if (info.type !== "internal" || info.bounced) return NONE;
  return escrowEvent(treasury, info.src, body) ?? payoutEvent(treasury, info.src, body) ?? moneyEvent(body);
}

/** Neither its code nor its actions failed: the contract's state and its messages are what the message asked for. */
function wasCarriedOut({ description }: Transaction): boolean {
  if (description.type !== "generic" || description.aborted) return false;
  const { computePhase, actionPhase } = description;
  return computePhase.type === "vm" && computePhase.success && actionPhase?.success === true;
}

function escrowEvent(treasury: Address, source: Address, body: Message["body"]): TreasuryEvent | null {
  const notify = decodeEscrowNotify(body);
  if (!notify) return null;
  const escrow = escrowAddress(treasury, notify.owner);
  return escrow.equals(source) ? { kind: "escrow", escrow, notify } : NONE;
}

function payoutEvent(treasury: Address, source: Address, body: Message["body"]): TreasuryEvent | null {
  const order = decodePayWorker(body);
  if (!order) return null;
  const { owner, amountNanoton } = order;
  return payoutAddress(treasury, owner).equals(source) ? { kind: "payout", owner, amountNanoton } : NONE;
}

/**
 * The treasury itself refuses these from anyone but its operator, and a gift that is not paid for. A gift of nothing it takes from
 * anybody, and one deploys it: no transfer is of nothing.
 */
function moneyEvent(body: Message["body"]): TreasuryEvent {
  const drawn = decodeDrawCommission(body);
  if (drawn) return { kind: "draw", amountNanoton: drawn };
  const given = decodeFundPool(body);
  return given ? { kind: "fund", amountNanoton: given } : NONE;
}
