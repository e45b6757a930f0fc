import { type AppraisalPolicy, encodePolicy, parsePolicy, verifyNode } from "@cocoon/protocol/attestation";
import { fromBase64Url, toBase64Url } from "@cocoon/protocol/bytes";

/** Evidence to verify, the policy that accepts it, and what verifying it may take. */
export interface EvidenceCase {
  /** As the figure is called. */
  readonly name: string;
  readonly bundle: Uint8Array<ArrayBuffer>;
  readonly policy: AppraisalPolicy;
  readonly barMs: number;
}

/** The same as JSON carries it to a page. */
export interface EncodedCase {
  readonly name: string;
  readonly bundle: string;
  readonly policy: string;
  readonly barMs: number;
}

export const encodeCase = ({ bundle, policy, ...rest }: EvidenceCase): EncodedCase => ({
  ...rest,
  bundle: toBase64Url(bundle),
  policy: encodePolicy(policy),
});

export const decodeCase = ({ bundle, policy, ...rest }: EncodedCase): EvidenceCase => ({
  ...rest,
  bundle: fromBase64Url(bundle),
  policy: parsePolicy(policy, { allowSimulated: true }),
});

/** From the bundle's bytes to a `VerifiedNode`, as a client does before it seals to it. @throws when it is refused */
export async function verifyCase({ name, bundle, policy }: EvidenceCase): Promise<void> {
  const verdict = await verifyNode({ bundle, policy, referenceValues: null, nowMs: Date.now() });
  if (!verdict.ok) throw new Error(`${name}: refused: ${verdict.sentence}`);
}
