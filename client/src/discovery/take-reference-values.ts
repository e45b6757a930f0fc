import type { AppraisalPolicy } from "@cocoon/protocol/attestation";
import { withSignatures } from "@cocoon/protocol/bytes";
import {
  type ReferenceBundle,
  type ReferenceVerdict,
  verifyReferenceValues,
} from "@cocoon/protocol/reference-values";
import type { ClientStore } from "../store.ts";

export interface Taking {
  readonly policy: AppraisalPolicy;
  readonly store: Pick<ClientStore, "loadReferenceMark" | "saveReferenceMark">;
  readonly nowMs: number;
}

/** What a policy says of the reference values that it asks for. */
export type WantedValues = Exclude<AppraisalPolicy["referenceValues"], "none">;

/** Verifies carried values under the keys that the policy names, never older than those this client has accepted (SPEC 10.5). */
export async function takeReferenceValues(
  bundle: ReferenceBundle,
  { manifestKey, witnessKey, witnessMaxAgeMs }: WantedValues,
  { policy, store, nowMs }: Taking,
): Promise<ReferenceVerdict> {
  const seen = await store.loadReferenceMark(manifestKey);
  const input = {
    ...bundle,
    keys: { manifestKey, witnessKey },
    witnessMaxAgeMs,
    allowSimulated: policy.roots.some((root) => root.class === "simulated"),
    seen,
    nowMs,
  };
  const verdict = await withSignatures((verify) => verifyReferenceValues({ ...input, verify }));
  if (!verdict.ok) return verdict;
  const { version, manifestHash } = verdict.values;
  // Before they are used: a crash in between must not let older ones be accepted afterwards.
  if (seen?.version !== version) await store.saveReferenceMark(manifestKey, { version, manifestHash });
  return verdict;
}
