import { type AppraisalPolicy, encodePolicy, parsePolicy, verifyNode } from "@cocoon/protocol/attestation";
import { fromBase64Url, toBase64Url } from "@cocoon/protocol/bytes";
import {
  encodeReferenceBundle,
  parseReferenceBundle,
  type ReferenceBundle,
  type VerifiedReferenceValues,
  verifyReferenceValues,
} from "@cocoon/protocol/reference-values";

/** Evidence to verify, the policy that accepts it, and what verifying it may take. */
export interface EvidenceCase {
  /** As the figure is called. */
  readonly name: string;
  readonly bundle: Uint8Array<ArrayBuffer>;
  readonly policy: AppraisalPolicy;
  /** What the policy judges by besides, where it names keys; null where it names none. */
  readonly referenceBundle: ReferenceBundle | null;
  readonly barMs: number;
}

/** The same as JSON carries it to a page. */
export interface EncodedCase {
  readonly name: string;
  readonly bundle: string;
  readonly policy: string;
  readonly referenceBundle: string | null;
  readonly barMs: number;
}

export const encodeCase = ({ bundle, policy, referenceBundle, ...rest }: EvidenceCase): EncodedCase => ({
  ...rest,
  bundle: toBase64Url(bundle),
  policy: encodePolicy(policy),
  referenceBundle: referenceBundle && toBase64Url(encodeReferenceBundle(referenceBundle)),
});

export const decodeCase = ({ bundle, policy, referenceBundle, ...rest }: EncodedCase): EvidenceCase => ({
  ...rest,
  bundle: fromBase64Url(bundle),
  policy: parsePolicy(policy, { allowSimulated: true }),
  referenceBundle: referenceBundle === null ? null : parseReferenceBundle(fromBase64Url(referenceBundle)),
});

/**
 * From the bundle's bytes to a `VerifiedNode`, as a client does before it seals to it: to be called again and again. The
 * list of reference values is verified beforehand, for it comes once a day and not with each worker.
 * @throws there and then, when something is refused
 */
export function readyToVerify({ name, bundle, policy, referenceBundle }: EvidenceCase): () => Promise<void> {
  const referenceValues = referenceBundle && verifiedValues(policy, referenceBundle);
  return async () => {
    const verdict = await verifyNode({ bundle, policy, referenceValues, nowMs: Date.now() });
    if (!verdict.ok) throw new Error(`${name}: refused: ${verdict.sentence}`);
  };
}

function verifiedValues(
  { referenceValues: wanted }: AppraisalPolicy,
  { manifest, witness }: ReferenceBundle,
): VerifiedReferenceValues {
  if (wanted === "none") throw new Error("the policy names no keys of reference values");
  const { witnessMaxAgeMs, ...keys } = wanted;
  const verdict = verifyReferenceValues({
    manifest,
    witness,
    keys,
    witnessMaxAgeMs,
    allowSimulated: true,
    seen: null,
    nowMs: Date.now(),
  });
  if (!verdict.ok) throw new Error(verdict.sentence);
  return verdict.values;
}
