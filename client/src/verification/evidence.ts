import {
  type Check,
  checksOf,
  EvidenceError,
  type NodeVerdict,
  parseEvidenceBundle,
  verifyEvidence,
  type VerifiedReport,
  type VerifyNodeInput,
} from "@cocoon/protocol/attestation";
import { MalformedError } from "@cocoon/protocol/bytes";

/** A verdict, and all that can be said of how it came about. */
export interface JudgedEvidence {
  readonly verdict: NodeVerdict;
  readonly checks: readonly Check[];
  /** What the report says, where hardware under a pinned root has signed it; it is true then, whether it suffices or not. */
  readonly report: VerifiedReport | null;
}

/** Explains a verdict by the very input that led to it. */
export const evidenceOf = async (verdict: NodeVerdict, input: VerifyNodeInput): Promise<JudgedEvidence> => ({
  verdict,
  checks: checksOf(verdict, input),
  report: await signedReport(input),
});

async function signedReport({ bundle, policy, nowMs }: VerifyNodeInput): Promise<VerifiedReport | null> {
  try {
    return await verifyEvidence(parseEvidenceBundle(bundle), { ...policy, nowMs });
  } catch (error) {
    if (error instanceof MalformedError || error instanceof EvidenceError) return null;
    throw error;
  }
}
