/** One way for reference values to be refused: the clause of SPEC.md and one sentence for a person. */
interface Reason {
  readonly clause: string;
  readonly sentence: string;
}

const reason = (clause: string, sentence: string): Reason => ({ clause, sentence });

/** The closed union of SPEC 10.6, in the order of the checks. */
export const REFERENCE_REASONS = {
  reference_values_malformed: reason(
    "10.3",
    "The reference values are not the exact JSON the protocol gives.",
  ),
  reference_values_signature: reason("10.3", "The reference values are not signed by the policy's key."),
  reference_values_simulated: reason(
    "10.5",
    "The reference values are simulated, and the policy accepts none.",
  ),
  reference_values_not_yet_valid: reason(
    "10.5",
    "The reference values are dated in the future; check this machine's clock.",
  ),
  reference_values_expired: reason(
    "10.5",
    "The reference values have expired; newer ones must be published.",
  ),
  reference_values_rolled_back: reason(
    "10.5",
    "The reference values are older than those this client has seen: a withdrawn image may be passed off as good.",
  ),
  reference_values_equivocated: reason(
    "10.5",
    "There are two different sets of reference values of one version: one of them is not for everybody.",
  ),
  witness_missing: reason("10.4", "No witness states that the reference values are the newest."),
  witness_malformed: reason("10.4", "The witness statement is not the exact JSON the protocol gives."),
  witness_signature: reason("10.4", "The witness statement is not signed by the policy's witness."),
  witness_mismatch: reason("10.4", "The witness speaks of other reference values."),
  witness_not_yet_valid: reason(
    "10.4",
    "The witness statement is dated in the future; check this machine's clock.",
  ),
  witness_stale: reason("10.4", "The witness statement is too old: newer reference values may be held back."),
} as const satisfies Record<string, Reason>;

export type ReferenceReasonCode = keyof typeof REFERENCE_REASONS;

export interface ReferenceRejected extends Reason {
  readonly ok: false;
  readonly code: ReferenceReasonCode;
}

export const referenceRejected = (code: ReferenceReasonCode): ReferenceRejected => ({
  ok: false,
  code,
  ...REFERENCE_REASONS[code],
});
