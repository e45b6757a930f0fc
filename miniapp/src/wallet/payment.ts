/**
 * A payment into the person's deposit contract, as the app follows it: chosen → asked → sent → on its way → credited, or
 * declined, expired, failed. Pure: what happened is an event, and what it means stands here alone.
 */
export interface Payment {
  readonly state: PaymentState;
  readonly amountNanoton: bigint;
  readonly walletName: string;
  /** What the contract had been sent in all before: credited is when the ledger has that and the amount. */
  readonly depositedBeforeNanoton: bigint;
  /** TON's id of the network, as text. */
  readonly network: string;
  /** After it the wallet's signature counts for nothing. Unix milliseconds, as the times below. */
  readonly validUntilMs: number;
  readonly askedMs: number;
  readonly sentMs: number | null;
  readonly seenMs: number | null;
  readonly creditedMs: number | null;
  /** What the wallet signed, until the proxy was told. */
  readonly boc: string | null;
  /** The proxy's name of it. */
  readonly depositId: string | null;
  /** Why it failed: a code of the API or of the wallet. */
  readonly problem: string | null;
}

export const PAYMENT_STATES = [
  "chosen",
  "asked",
  "sent",
  "on_its_way",
  "credited",
  "declined",
  "expired",
  "failed",
] as const;
export type PaymentState = (typeof PAYMENT_STATES)[number];

export type PaymentEvent =
  | { readonly type: "asked" }
  | { readonly type: "signed"; readonly atMs: number; readonly boc: string }
  | { readonly type: "reported"; readonly depositId: string | null }
  | { readonly type: "status"; readonly atMs: number; readonly state: "sent" | "on_its_way" | "credited" }
  | { readonly type: "deposited"; readonly atMs: number; readonly totalNanoton: bigint }
  | { readonly type: "declined" }
  | { readonly type: "failed"; readonly problem: string }
  | { readonly type: "passed"; readonly atMs: number };

export type NewPayment = Pick<
  Payment,
  "amountNanoton" | "walletName" | "depositedBeforeNanoton" | "network" | "validUntilMs" | "askedMs"
>;

/** What a block, the proxy's watcher and clocks that differ may take, after the wallet's time is over. */
export const GRACE_MS = 3 * 60_000;

export const choose = (given: NewPayment): Payment => ({
  ...given,
  state: "chosen",
  sentMs: null,
  seenMs: null,
  creditedMs: null,
  boc: null,
  depositId: null,
  problem: null,
});

/** Whether something is still to come of it. */
export const isOpen = ({ state }: Payment): boolean =>
  state === "chosen" || state === "asked" || state === "sent" || state === "on_its_way";

/** Whether the wallet, or the network, may have it: from then on only the ledger says how it ended. */
const mayHaveLeft = ({ state }: Payment): boolean => state !== "chosen" && state !== "declined";

/** What follows from an event; the same payment where it says nothing new. Nothing goes back, and the ledger's word is last. */
export function advance(payment: Payment, event: PaymentEvent): Payment {
  switch (event.type) {
    case "asked":
      return payment.state === "chosen" ? { ...payment, state: "asked" } : payment;
    case "signed":
      return beforeSent(payment)
        ? { ...payment, state: "sent", sentMs: event.atMs, boc: event.boc }
        : payment;
    case "reported":
      return { ...payment, depositId: event.depositId, boc: null };
    case "status":
      return toStatus(payment, event.state, event.atMs);
    case "deposited":
      return event.totalNanoton >= payment.depositedBeforeNanoton + payment.amountNanoton
        ? toCredited(payment, event.atMs)
        : payment;
    case "declined":
      return beforeSent(payment) ? { ...payment, state: "declined" } : payment;
    case "failed":
      return isOpen(payment) ? { ...payment, state: "failed", problem: event.problem, boc: null } : payment;
    case "passed":
      return toPassed(payment, event.atMs);
  }
}

const beforeSent = ({ state }: Payment): boolean => state === "chosen" || state === "asked";

function toStatus(payment: Payment, state: "sent" | "on_its_way" | "credited", atMs: number): Payment {
  if (state === "credited") return toCredited(payment, atMs);
  if (state === "on_its_way" && payment.state === "sent")
    return { ...payment, state: "on_its_way", seenMs: atMs };
  return payment;
}

/** Also of one that was given up: late is not lost. */
function toCredited(payment: Payment, atMs: number): Payment {
  if (payment.state === "credited" || !mayHaveLeft(payment)) return payment;
  const seenMs = payment.seenMs ?? atMs;
  const sentMs = payment.sentMs ?? payment.askedMs;
  return { ...payment, state: "credited", creditedMs: atMs, seenMs, sentMs, boc: null, problem: null };
}

/** What was not taken while the signature counted never will be; what the chain has may take as long as it takes. */
function toPassed(payment: Payment, atMs: number): Payment {
  if (atMs < payment.validUntilMs + GRACE_MS) return payment;
  if (beforeSent(payment)) return { ...payment, state: "expired" };
  if (payment.state === "sent") return { ...payment, state: "failed", problem: "not_taken", boc: null };
  return payment;
}
