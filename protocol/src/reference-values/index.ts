export { areCurrent, WITNESS_MAX_AGE_MS } from "./age.ts";
export {
  encodeReferenceBundle,
  parseReferenceBundle,
  REFERENCE_BUNDLE_LIMIT_BYTES,
  type ReferenceBundle,
} from "./bundle.ts";
export type { GpuReferenceValue } from "./gpu-values.ts";
export {
  parseReferenceDraft,
  REFERENCE_MANIFEST_LIMIT_BYTES,
  type ReferenceClass,
  type ReferenceDraft,
  type ReferenceImage,
  type ReferenceManifest,
} from "./manifest.ts";
export { REFERENCE_REASONS, type ReferenceReasonCode, type ReferenceRejected } from "./reasons.ts";
export {
  isManifestSignedBy,
  isWitnessSignedBy,
  readReferenceManifest,
  readWitness,
  signReferenceManifest,
  signWitness,
} from "./sign.ts";
export type { ApprovedImage, ReferenceKeys, VerifiedReferenceValues } from "./verified-values.ts";
export {
  type ReferenceInput,
  type ReferenceMark,
  type ReferenceVerdict,
  verifyReferenceValues,
} from "./verify.ts";
export {
  referenceManifestHash,
  WITNESS_LIMIT_BYTES,
  type WitnessStatement,
} from "./witness.ts";
