/** One way for a roster to be refused: the clause of SPEC.md and one sentence for a person. */
interface Reason {
  readonly clause: string;
  readonly sentence: string;
}

const reason = (clause: string, sentence: string): Reason => ({ clause, sentence });

/** The closed union of SPEC 7.9, in the order of the checks. */
export const ROSTER_REASONS = {
  roster_malformed: reason("7.6", "The roster is not of the exact form the protocol gives."),
  roster_signature: reason("7.6", "The roster is not signed by the key that it names."),
  roster_key_changed: reason("7.8", "The roster is signed with another key than the one first seen here."),
  roster_not_yet_valid: reason("7.8", "The roster is dated in the future; check this machine's clock."),
  roster_stale: reason("7.8", "The roster is too old: a newer one may be held back."),
  roster_rolled_back: reason("7.8", "The roster is older than one that was shown before."),
  roster_equivocated: reason(
    "7.8",
    "There are two signed rosters of one epoch: different clients may be shown different nodes.",
  ),
  roster_chain_broken: reason("7.8", "The roster does not follow from those before it."),
  roster_index_mismatch: reason("7.7", "The node list is not the one that the signed roster commits to."),
  roster_not_included: reason("7.7", "The proof does not show that the signed roster lists this node."),
} as const satisfies Record<string, Reason>;

export type RosterReasonCode = keyof typeof ROSTER_REASONS;
