export { AMD_ROOTS, type RootClass, type RootPin } from "./amd-roots.ts";
export { appraise } from "./appraise.ts";
export {
  type Attester,
  type AttesterEvidence,
  buildEvidence,
  buildLiveEvidence,
  type EvidenceSource,
} from "./attester.ts";
export {
  BEACON_SOURCES,
  type Beacon,
  type BeaconFeed,
  type BeaconSource,
  beaconHash,
  beaconSchema,
} from "./beacon.ts";
export { hwidBytes } from "./binding.ts";
export type { ChainRules } from "./chain.ts";
export { CHECK_GROUPS, type CheckGroup } from "./check-list.ts";
export { type Check, type CheckState, checksOf } from "./checks.ts";
export { crlTimes } from "./crl.ts";
export {
  encodeEvidenceBundle,
  type EvidenceBundle,
  type Freshness,
  parseEvidenceBundle,
} from "./evidence-bundle.ts";
export { appraiseGpus, type AttestedGpu, type GpuContext, mismatchedBlocks } from "./gpu/appraise.ts";
export type { GpuArchitecture } from "./gpu/chain.ts";
export {
  DEVICE_EVIDENCE_LIMIT_BYTES,
  encodeDeviceEvidence,
  type GpuEvidence,
  parseDeviceEvidence,
} from "./gpu/device-evidence.ts";
export { type GpuRootClass, type GpuRootPin, NVIDIA_ROOTS } from "./gpu/roots.ts";
export { type GpuRules, type VerifiedGpu, verifyGpu } from "./gpu/verify.ts";
export {
  type AttestedModel,
  encodeKeyMaterial,
  KEY_CLOCK_SKEW_MS,
  KEY_GRACE_MS,
  KEY_MATERIAL_LIMIT_BYTES,
  KEY_MAX_LIFE_MS,
  KEY_SUITE,
  type KeyMaterial,
  keyIdOf,
  keyTimeFailure,
  parseKeyMaterial,
} from "./key-material.ts";
export { isNonceUnder, NONCE_TREE_DEPTH, type NoncePath, type NonceStep, nonceTree } from "./nonce-tree.ts";
export { type AppraisalPolicy, encodePolicy, parsePolicy } from "./policy.ts";
export { productionPolicy } from "./production-policy.ts";
export { type CpuId, PRODUCTS, type Product, productOf } from "./products.ts";
export { EvidenceError, type Failure, inOrder, REASONS, type ReasonCode, type Rejected } from "./reasons.ts";
export { type AttestationReport, parseReport } from "./report.ts";
export { FRESHNESS_MODES, type FreshnessMode, gpuNonceOf, reportDataOf } from "./report-data.ts";
export type { GuestPolicy, PlatformInfo, SigningKey } from "./report-flags.ts";
export { decodeTcb, type Tcb } from "./tcb.ts";
export type { VerifiedNode } from "./verified-node.ts";
export { type VerifiedReport, verifyEvidence } from "./verify-evidence.ts";
export { type NodeVerdict, type VerifyNodeInput, verifyNode } from "./verify-node.ts";
