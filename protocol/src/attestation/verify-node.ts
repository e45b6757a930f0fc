import { toHex } from "../bytes/index.ts";
import type { VerifiedReferenceValues } from "../reference-values/index.ts";
import { appraise, chipIdentity } from "./appraise.ts";
import { type EvidenceBundle, parseEvidenceBundle } from "./evidence-bundle.ts";
import { freshnessFailures } from "./freshness.ts";
import { appraiseGpus, type AttestedGpu, type GpuAppraisal } from "./gpu/appraise.ts";
import { type KeyMaterial, keyIdOf, parseKeyMaterial } from "./key-material.ts";
import type { AppraisalPolicy } from "./policy.ts";
import { EvidenceError, inOrder, type ReasonCode, readOr, type Rejected, rejected } from "./reasons.ts";
import { approvedMeasurements, currentValues, imageFields, missingValues } from "./reference-images.ts";
import { gpuNonceOf, reportDataOf } from "./report-data.ts";
import { madeByAppraiser, type VerifiedNode } from "./verified-node.ts";
import { type VerifiedReport, verifyEvidence } from "./verify-evidence.ts";

export interface VerifyNodeInput {
  /** As it came from the proxy: hostile. */
  readonly bundle: Uint8Array;
  readonly policy: AppraisalPolicy;
  /** What {@link AppraisalPolicy.referenceValues} asks for; null where it asks for none, or none could be had. */
  readonly referenceValues: VerifiedReferenceValues | null;
  readonly nowMs: number;
  /** 32 bytes that the caller made for this check; without it, evidence is taken that anyone may check at any time. */
  readonly expectedNonce?: Uint8Array;
}

export type NodeVerdict = { readonly ok: true; readonly node: VerifiedNode } | Rejected;

/** Verifies and appraises a worker's evidence (SPEC 2 and 3). Never throws on input, whatever its bytes. */
export async function verifyNode(input: VerifyNodeInput): Promise<NodeVerdict> {
  try {
    const bundle = readOr("malformed_bundle", () => parseEvidenceBundle(input.bundle));
    const material = readOr("key_material_malformed", () => parseKeyMaterial(bundle.keyMaterial));
    const verified = await verifyEvidence(bundle, { ...input.policy, nowMs: input.nowMs });
    const gpu = await gpuAppraisal(bundle, material, verified, input);
    const failures = inOrder([...failuresOf(bundle, material, verified, input), ...gpu.failures]);
    const [first, ...others] = failures;
    if (first) return rejected(first, ...others);
    return { ok: true, node: nodeOf(bundle, material, verified, gpu.gpus, input) };
  } catch (error) {
    if (error instanceof EvidenceError) return rejected(error.code);
    throw error;
  }
}

const failuresOf = (
  bundle: EvidenceBundle,
  material: KeyMaterial,
  verified: VerifiedReport,
  input: VerifyNodeInput,
): readonly ReasonCode[] => {
  const { policy, nowMs, expectedNonce } = input;
  const measurements = approvedMeasurements(verified, input);
  return [
    ...appraise(verified, { ...policy, measurements }, expectedReportData(bundle)),
    ...missingValues(verified, input),
    ...freshnessFailures(bundle, material, { policy, nowMs, expectedNonce }),
  ];
};

const expectedReportData = ({ freshness, keyMaterial, deviceEvidence }: EvidenceBundle): Uint8Array =>
  reportDataOf({ mode: freshness.mode, freshness: freshness.value, keyMaterial, deviceEvidence });

/** A worker that says it has a confidential GPU must prove it, also to who demands none (SPEC 3.9). */
const gpuAppraisal = (
  { deviceEvidence, keyMaterial }: EvidenceBundle,
  { gpu }: KeyMaterial,
  verified: VerifiedReport,
  input: VerifyNodeInput,
): Promise<GpuAppraisal> =>
  appraiseGpus(deviceEvidence, {
    roots: input.policy.gpuRoots,
    nonce: gpuNonceOf(keyMaterial),
    nowMs: input.nowMs,
    values: currentValues(verified, input),
    required: input.policy.gpuTee === "require" || gpu.policy === "tee",
  });

const nodeOf = (
  { keyMaterial, freshness }: EvidenceBundle,
  material: KeyMaterial,
  verified: VerifiedReport,
  gpus: readonly AttestedGpu[],
  input: VerifyNodeInput,
): VerifiedNode => {
  const { report, product, rootClass } = verified;
  const keyId = keyIdOf(keyMaterial);
  return madeByAppraiser({
    keyId,
    keyIdHex: toHex(keyId),
    hpkePk: material.hpkePk,
    signPk: material.signPk,
    createdMs: material.createdMs,
    expiresMs: material.expiresMs,
    models: material.models,
    imageId: material.imageId,
    product,
    rootClass,
    chipId: chipIdentity(report),
    measurement: toHex(report.measurement),
    ...imageFields(currentValues(verified, input), toHex(report.measurement), material.models),
    policyName: input.policy.name,
    freshness: freshness.mode,
    gpus,
  });
};
