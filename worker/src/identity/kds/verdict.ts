import {
  type AttesterEvidence,
  EvidenceError,
  type ReasonCode,
  type RootPin,
  verifyEvidence,
} from "@cocoon/protocol/attestation";
import type { Clock } from "../../clock.ts";

/** Why no client would accept these certificates with this report; null when one could. */
export type Verdict = (
  evidence: AttesterEvidence,
  revocation: "checked" | "unknown",
) => Promise<ReasonCode | null>;

/** Judges as clients do (SPEC 3.3 to 3.7), so that what is wrong never reaches one. */
export const verdictUnder =
  (roots: readonly RootPin[], clock: Clock): Verdict =>
  async (evidence, revocation) => {
    const crl = revocation === "checked" ? "require" : "any";
    try {
      await verifyEvidence(evidence, { roots, crl, crlMaxAgeMs: "any", nowMs: clock.now() });
      return null;
    } catch (error) {
      if (error instanceof EvidenceError) return error.code;
      throw error;
    }
  };
