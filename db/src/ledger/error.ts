export type LedgerErrorCode =
  | "account_unknown"
  | "hold_unknown"
  | "cost_above_hold"
  | "transfer_id_conflict"
  | "other_sponsor";

const SENTENCES: Record<LedgerErrorCode, string> = {
  account_unknown: "the ledger has no such account",
  hold_unknown: "no such hold was ever made",
  cost_above_hold: "the cost is larger than what was held for it",
  transfer_id_conflict: "the transfer id already stands for another move",
  other_sponsor: "a person takes grants from one sponsor only, and never from themselves",
};

/** The caller asked for a move that can't be: its mistake to fix, nothing was moved, and asking again fails again. */
export class LedgerError extends Error {
  override readonly name = "LedgerError";
  readonly code: LedgerErrorCode;

  constructor(code: LedgerErrorCode) {
    super(SENTENCES[code]);
    this.code = code;
  }
}

const isCode = (outcome: string): outcome is LedgerErrorCode => Object.hasOwn(SENTENCES, outcome);

/**
 * A function's answer as one of the outcomes its caller handles.
 * @throws LedgerError for the outcomes that are mistakes.
 */
export function expectOutcome<const T extends string>(
  outcome: string | undefined,
  expected: readonly T[],
): T {
  const known = expected.find((one) => one === outcome);
  if (known !== undefined) return known;
  if (outcome !== undefined && isCode(outcome)) throw new LedgerError(outcome);
  throw new TypeError("the database answered with an outcome this program does not know");
}
