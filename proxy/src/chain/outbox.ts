/** How far a signed voucher has come on its way to the chain. Sending one again is free of harm: a contract takes each once. */
export interface Outgoing {
  readonly state: "signed" | "sent";
  readonly sentAtMs: number | null;
  /** Unix seconds after which the contract refuses it; null for one that is valid for ever. */
  readonly validUntil: number | null;
}

export type Step = "send" | "wait" | "expire";

/** A message that was sent shows on the chain within seconds; after this it is taken for lost. */
const RESEND_AFTER_MS = 60_000;
/** Nothing is sent that could arrive after its last second. */
const LAST_SEND_S = 60;
/** What was sent in time may still be seen so much later: until then no other may be in its place. */
const EXPIRED_AFTER_S = 300;

/** What to do with a voucher that the watcher has not seen on the chain yet. */
export function nextStep({ state, sentAtMs, validUntil }: Outgoing, nowMs: number): Step {
  const leftS = validUntil === null ? Number.POSITIVE_INFINITY : validUntil - nowMs / 1000;
  if (leftS < -EXPIRED_AFTER_S) return "expire";
  if (leftS < LAST_SEND_S) return state === "signed" ? "expire" : "wait";
  if (state === "signed" || sentAtMs === null) return "send";
  return nowMs - sentAtMs >= RESEND_AFTER_MS ? "send" : "wait";
}
