import { type AppraisalPolicy, verifyNode } from "@cocoon/protocol/attestation";
import type { StubIdentity } from "../stub/identity.ts";
import { bareEvidenceSignatures } from "./bare-signatures.ts";
import { compare } from "./compare.ts";

/** The design's verifier took 3.7 ms on real evidence in Node; a client checks three nodes before its first question. */
const VERIFY_BAR_MS = 5;

/** All of verification and appraisal of one worker's evidence, as a client does before it seals to it. */
export async function verifyFigure(stub: StubIdentity, policy: AppraisalPolicy, runs: number) {
  return compare({
    name: "verify and appraise evidence",
    runs,
    measured: () => verifyNode({ bundle: stub.evidence, policy, referenceValues: null, nowMs: Date.now() }),
    baselineName: "4 × RSA-PSS 4096 + ECDSA P-384, keys imported",
    baseline: await bareEvidenceSignatures(),
    barMs: VERIFY_BAR_MS,
  });
}
