import { ifMalformed } from "../bytes/index.ts";

/** One way for evidence to fail: the clause of SPEC.md it breaks and one sentence for a person. */
interface Reason {
  readonly clause: string;
  readonly sentence: string;
}

const reason = (clause: string, sentence: string): Reason => ({ clause, sentence });

/** The closed union of SPEC 3.12. */
export const REASONS = {
  // The bundle and the key material (SPEC 2, 3.1)
  malformed_bundle: reason("3.1", "The evidence bundle is not of its form or over a size limit."),
  key_material_malformed: reason("2.2", "The key material is not the exact JSON the protocol gives."),
  // The report's bytes (SPEC 3.3)
  malformed_length: reason("3.3", "The attestation report is not 1184 bytes long."),
  unsupported_version: reason("3.3", "The report is of a version whose layout is not known."),
  unsupported_sig_algo: reason("3.3", "The report is not signed with ECDSA P-384 and SHA-384."),
  policy_reserved: reason("3.3", "Reserved bits of the guest policy do not have their fixed values."),
  reserved_nonzero: reason("3.3", "Bytes of the report that must be zero are not."),
  bad_signature_encoding: reason("3.3", "The report's signature numbers are longer than P-384 has."),
  unsigned_report: reason("3.3", "The firmware left the report unsigned."),
  // Root and chain (SPEC 3.4, 3.5)
  root_not_pinned: reason("3.4", "The chain ends in a root that the policy does not pin."),
  product_unknown: reason("3.4", "The report names a processor that no pinned root certifies."),
  product_mismatch: reason("3.4", "Report, certificates and root do not name the same processor line."),
  cert_parse: reason("3.4", "A certificate is not strict DER."),
  cert_profile: reason("3.4", "A certificate is not of AMD's profile: version, algorithm, key or use."),
  chain_signature: reason("3.4", "A certificate is not signed by the next one of the chain."),
  chain_kind: reason("3.4", "The chain is of another kind of key than the report names."),
  cert_time: reason("3.4", "A certificate is not valid at this time."),
  crl_missing: reason("3.5", "The policy demands a revocation list and the evidence has none."),
  crl_signature: reason("3.5", "The revocation list is not the root's own."),
  crl_stale: reason("3.5", "The revocation list is not current."),
  revoked: reason("3.5", "AMD has revoked a certificate of the chain."),
  // Certificate to report (SPEC 3.6, 3.7)
  vek_extension: reason(
    "3.6",
    "The chip's certificate lacks a field, or has one that its kind may not have.",
  ),
  tcb_mismatch: reason("3.6", "The chip's certificate is for another firmware level than the report claims."),
  hwid_mismatch: reason("3.6", "The chip's certificate is for another chip than the report names."),
  report_signature: reason("3.7", "The report is not signed by the chip's key."),
  // Appraisal (SPEC 3.8)
  report_data_mismatch: reason(
    "2.6",
    "The report was not made for this key material: another key may have been put in its place.",
  ),
  debug_allowed: reason("3.8", "The machine's owner may read the guest's memory in debug mode."),
  migration_agent_allowed: reason("3.8", "A migration agent may copy the guest to another machine."),
  migration_agent_bound: reason("3.8", "The guest is bound to a migration agent."),
  cxl_allowed: reason("3.8", "The guest may be placed in memory behind CXL."),
  guest_smt_allowed: reason("3.8", "The guest may share a core with other threads."),
  platform_smt_enabled: reason("3.8", "The machine shares cores between threads."),
  guest_abi_too_low: reason("3.8", "The guest accepts firmware of too old an interface."),
  report_version_too_low: reason("3.8", "The report is of too old a version."),
  firmware_too_low: reason("3.8", "The machine's firmware is too old."),
  provisional_firmware: reason(
    "3.8",
    "The machine runs firmware that it has not committed to and can roll back.",
  ),
  no_tcb_baseline: reason("3.8", "The policy has no minimum firmware level for this processor."),
  tcb_too_low_reported: reason("3.8", "The reported firmware level is under the minimum."),
  tcb_too_low_current: reason("3.8", "The running firmware level is under the minimum."),
  tcb_too_low_committed: reason("3.8", "The machine can be rolled back under the minimum firmware level."),
  tcb_too_low_launch: reason("3.8", "The guest was started under too low a firmware level."),
  tcb_reported_above_current: reason(
    "3.8",
    "The report claims a higher firmware level than the machine runs.",
  ),
  mitigation_missing: reason("3.8", "A required mitigation was not active when the guest started."),
  alias_check_missing: reason("3.8", "The machine has not checked its memory for aliases (BadRAM)."),
  ciphertext_hiding_off: reason("3.8", "The machine does not hide ciphertext from its owner."),
  tio_enabled: reason("3.8", "Trusted device I/O is on."),
  platform_unknown_bits: reason("3.8", "The platform states a property this version does not know."),
  vmpl_not_allowed: reason("3.8", "The report comes from a privilege level that is not approved."),
  product_not_allowed: reason("3.8", "The processor line is not approved."),
  signing_key_not_allowed: reason("3.8", "The report is signed by a kind of key that is not approved."),
  chip_identity_missing: reason("3.8", "The report does not tell which chip it comes from."),
  reference_values_missing: reason(
    "3.11",
    "The policy takes approved images from signed reference values, and there are no current ones.",
  ),
  measurement_not_approved: reason("3.8", "The software in the machine is not an approved image."),
  host_data_mismatch: reason("3.8", "The host has given the guest other data than expected."),
  id_key_not_trusted: reason("3.8", "The image is not signed by an approved key."),
  author_key_not_trusted: reason("3.8", "The image's signing key is not certified by an approved author."),
  guest_svn_too_low: reason("3.8", "The image's security version is too low."),
  chip_not_allowed: reason("3.8", "The chip is not on the approved list."),
  csp_not_allowed: reason("3.8", "The cloud provider is not on the approved list."),
  // GPUs (SPEC 3.9, 3.13)
  gpu_not_attested: reason("3.9", "The GPU is not attested to run in confidential mode."),
  gpu_evidence_malformed: reason("3.13", "The GPU evidence is not of its form or over a size limit."),
  gpu_root_not_pinned: reason("3.9", "The GPU's chain ends in a root that the policy does not pin."),
  gpu_chain_signature: reason(
    "3.9",
    "A certificate of the GPU is not signed by the next one, or not of its profile.",
  ),
  gpu_cert_time: reason("3.9", "A certificate of the GPU is not valid at this time."),
  gpu_report_signature: reason("3.9", "The GPU's report is not signed by the GPU's key."),
  gpu_fwid_mismatch: reason("3.9", "The GPU runs other firmware than its certificate is for."),
  gpu_nonce_mismatch: reason("2.9", "The GPU's report was not made for this key: it may be a replay."),
  gpu_not_a_gpu: reason("3.9", "The attested device is no GPU that can be confidential."),
  gpu_links_in_clear: reason(
    "3.9",
    "The GPU is in protected PCIe mode: its links to others are not encrypted.",
  ),
  gpu_measurement_mismatch: reason("3.9", "No reference value approves the GPU's driver and firmware."),
  // Freshness (SPEC 2.4, 2.7, 2.8)
  key_not_yet_valid: reason("2.4", "The key material is dated in the future; check this machine's clock."),
  key_life_too_long: reason("2.4", "The key material is made to live longer than the protocol allows."),
  key_expired: reason("2.4", "The worker's key has expired; fetch newer evidence."),
  beacon_not_allowed: reason("2.7", "The policy does not accept the beacon that dates the evidence."),
  beacon_mismatch: reason("2.7", "The report does not commit to the key material's beacon."),
  nonce_mismatch: reason("2.8", "The evidence does not answer this nonce: it may be a replay."),
} as const satisfies Record<string, Reason>;

export type ReasonCode = keyof typeof REASONS;

/** One failed check. */
export interface Failure extends Reason {
  readonly code: ReasonCode;
}

/** The first failure in the order of SPEC 3, and all that were found beside it. */
export interface Rejected extends Failure {
  readonly ok: false;
  readonly failures: readonly Failure[];
}

const ORDER = Object.keys(REASONS) as readonly ReasonCode[];

/** Sorted as SPEC 3.12 lists them, each once. */
export const inOrder = (codes: readonly ReasonCode[]): readonly ReasonCode[] =>
  ORDER.filter((code) => codes.includes(code));

export const failure = (code: ReasonCode): Failure => ({ code, ...REASONS[code] });

export const rejected = (first: ReasonCode, ...others: readonly ReasonCode[]): Rejected => ({
  ok: false,
  ...failure(first),
  failures: [first, ...others].map(failure),
});

/** Thrown inside the verifier, where a check fails; the entry points turn it into {@link Rejected}. */
export class EvidenceError extends Error {
  override readonly name = "EvidenceError";
  readonly code: ReasonCode;

  constructor(code: ReasonCode) {
    super(REASONS[code].sentence);
    this.code = code;
  }
}

/** What `read` gives. @throws EvidenceError with that code where the bytes are malformed */
export const readOr = <T>(code: ReasonCode, read: () => T): T =>
  ifMalformed(read, () => {
    throw new EvidenceError(code);
  });

/** Every check of the verifier reads `demand(what must hold, "code")`. @throws EvidenceError */
export function demand(holds: boolean, code: ReasonCode): asserts holds {
  if (!holds) throw new EvidenceError(code);
}
