const SENTENCES = {
  endpoint_failed:
    "The TON endpoint did not answer as it should; try again, or name another one by --endpoint.",
  no_escrow: "This owner has no deposit with this treasury; check --owner and --treasury.",
  nothing_deposited: "The escrow is empty; there is nothing to withdraw.",
  close_requested: "A close is requested already; finalize it when its time has come.",
  not_requested: "No close is requested; do that first: cocoon withdraw request.",
  too_early: "The day of notice is not over; finalize it when its time has come.",
  closing: "The deposit is being closed; top up again when that is done.",
  payer_key_too_late:
    "A payer key counts at once only with the first deposit, and money lies in the escrow already; withdraw it first.",
  below_minimum: "A top-up is at least 0.1 TON; name a higher --amount.",
  words_wrong: "These are not the 24 words of a TON wallet; nothing was signed.",
  other_wallet: "These words are of another wallet than --owner; nothing was signed.",
  not_seen: "The message was sent, but the chain does not show its effect yet; look again in a minute.",
} as const;

export type EscrowErrorCode = keyof typeof SENTENCES;

/** What stands in the way of a deposit's owner: one sentence, and what to do. */
export class EscrowError extends Error {
  override readonly name = "EscrowError";
  readonly code: EscrowErrorCode;

  constructor(code: EscrowErrorCode) {
    super(SENTENCES[code]);
    this.code = code;
  }
}
