import type { AppraisalPolicy } from "@cocoon/protocol/attestation";
import { MalformedError } from "@cocoon/protocol/bytes";
import {
  parseReferenceBundle,
  REFERENCE_REASONS,
  type ReferenceReasonCode,
  type VerifiedReferenceValues,
  verifyReferenceValues,
} from "@cocoon/protocol/reference-values";
import type { ClientStore } from "../../store.ts";

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

export interface ReferenceGiven {
  readonly policy: AppraisalPolicy;
  /** As they were carried or read, null for none; called only where the policy asks for them. */
  readonly fetch: () => Promise<Uint8Array | null>;
  readonly store: Pick<ClientStore, "loadReferenceMark" | "saveReferenceMark">;
  readonly nowMs: number;
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
  const { manifestKey, witnessKey, witnessMaxAgeMs } = wanted;
  const seen = await store.loadReferenceMark(manifestKey);
  const verdict = verifyReferenceValues({
    ...bundle,
    keys: { manifestKey, witnessKey },
    witnessMaxAgeMs,
    allowSimulated: policy.roots.some((root) => root.class === "simulated"),
    seen,
    nowMs,
  });
  if (!verdict.ok) {
    const { code, clause, sentence } = verdict;
    return { state: "refused", code, clause, sentence };
  }
  const { version, manifestHash } = verdict.values;
  if (seen?.version !== version) await store.saveReferenceMark(manifestKey, { version, manifestHash });
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
