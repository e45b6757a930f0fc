import { MalformedError } from "@cocoon/protocol/bytes";
import {
  parseReferenceBundle,
  REFERENCE_REASONS,
  type ReferenceReasonCode,
  type VerifiedReferenceValues,
} from "@cocoon/protocol/reference-values";
import { takeReferenceValues, type Taking } from "../../discovery/take-reference-values.ts";

/** What became of the signed reference values that the policy asks for (SPEC 10). */
export type ReferenceState =
  /** The policy takes approved images from its own list only. */
  | { readonly state: "not_required" }
  | { readonly state: "absent" }
  | { readonly state: "good"; readonly values: VerifiedReferenceValues }
  | {
      readonly state: "refused";
      readonly code: ReferenceReasonCode;
      readonly clause: string;
      readonly sentence: string;
    };

export interface ReferenceGiven extends Taking {
  /** As they were carried or read, null for none; called only where the policy asks for them. */
  readonly fetch: () => Promise<Uint8Array | null>;
}

/** Verifies them as every other command does: never older than those this client has accepted before. */
export async function judgeReferenceValues(given: ReferenceGiven): Promise<ReferenceState> {
  const { policy, fetch, store, nowMs } = given;
  const wanted = policy.referenceValues;
  if (wanted === "none") return { state: "not_required" };
  const bytes = await fetch();
  if (bytes === null) return { state: "absent" };
  const bundle = parsedOrNull(bytes);
  if (bundle === null)
    return {
      state: "refused",
      code: "reference_values_malformed",
      ...REFERENCE_REASONS.reference_values_malformed,
    };
  const verdict = await takeReferenceValues(bundle, wanted, { policy, store, nowMs });
  if (!verdict.ok) {
    const { code, clause, sentence } = verdict;
    return { state: "refused", code, clause, sentence };
  }
  return { state: "good", values: verdict.values };
}

function parsedOrNull(bytes: Uint8Array) {
  try {
    return parseReferenceBundle(bytes);
  } catch (error) {
    if (error instanceof MalformedError) return null;
    throw error;
  }
}
