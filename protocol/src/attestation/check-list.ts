import type { AppraisalPolicy } from "./policy.ts";
import type { ReasonCode } from "./reasons.ts";

/** Checks as people think of them, in the order in which they are shown. */
export const CHECK_GROUPS = [
  "form",
  "chain",
  "revocation",
  "binding",
  "signature",
  "freshness",
  "policy",
  "reference",
  "gpu",
] as const;
export type CheckGroup = (typeof CHECK_GROUPS)[number];

/** What decides, beside the verdict, whether a check was to be made; read from the same input that the verifier had. */
export interface CheckFacts {
  readonly policy: AppraisalPolicy;
  /** Whether the verifier asked with a nonce of its own. */
  readonly asked: boolean;
  /** Of the bundle and its report, as far as they are of their form. */
  readonly mode: "beacon" | "nonce" | null;
  readonly hasCrl: boolean;
  readonly statesProduct: boolean;
  readonly signingKey: "VCEK" | "VLEK" | null;
  /** Whether there is device evidence, whether a GPU has to be there, and whether one is known to be. */
  readonly hasDevices: boolean;
  /** Whether every device's report and certificate both name its firmware, so that they can be compared. */
  readonly namesFirmware: boolean;
  readonly demandsGpu: boolean;
  readonly hasGpu: boolean;
}

/** One check: the code that it fails with, what holds when it does not, and when it is made at all; absent is always. */
export interface CheckRow {
  readonly code: ReasonCode;
  readonly group: CheckGroup;
  readonly holds: string;
  readonly required?: (facts: CheckFacts) => boolean;
}

type Rows = readonly (readonly [code: ReasonCode, holds: string, required?: CheckRow["required"]])[];

const rows = (group: CheckGroup, list: Rows): CheckRow[] =>
  list.map(([code, holds, required]) => ({ code, group, holds, ...(required && { required }) }));

const statesProduct = (facts: CheckFacts): boolean => facts.statesProduct;
const hasCrl = (facts: CheckFacts): boolean => facts.hasCrl;

/**
 * SPEC 3.1 to 3.7 in the order in which the verifier goes through them; the first that fails ends it. A code stands here
 * once for each place it can come from, so that no later place counts as passed before it was reached.
 */
export const STEPS: readonly CheckRow[] = [
  ...rows("form", [
    ["malformed_bundle", "The bundle is of its form and within its limits"],
    ["key_material_malformed", "The key material is the exact JSON of the protocol"],
    ["malformed_length", "The report is 1184 bytes long"],
    ["unsupported_version", "The report is of a known version"],
    ["unsupported_sig_algo", "The report names ECDSA P-384 with SHA-384"],
    ["policy_reserved", "Reserved bits of the guest policy have their fixed values"],
    ["reserved_nonzero", "Reserved bytes of the report are zero"],
    ["bad_signature_encoding", "The signature's numbers are as long as P-384 has them"],
    ["unsigned_report", "The report names a key that signs"],
  ]),
  ...rows("chain", [
    ["cert_parse", "The root's certificate is strict DER"],
    ["root_not_pinned", "The chain ends in a root that the policy pins"],
    ["product_unknown", "The report names a known processor line", statesProduct],
    ["product_mismatch", "The report's processor line is the root's", statesProduct],
    ["cert_parse", "The other certificates are strict DER"],
    ["cert_profile", "Versions, algorithms, extensions and RSA keys are AMD's"],
    ["chain_signature", "Each certificate is signed by the next one, the root by itself"],
    ["chain_kind", "The chain is of the kind of key that the report names"],
    ["cert_profile", "Root and intermediate may sign what they signed"],
    ["cert_time", "All certificates are valid at this time"],
  ]),
  ...rows("revocation", [
    ["crl_missing", "There is a revocation list", ({ policy }) => policy.crl === "require"],
    ["crl_signature", "The list is the root's own", hasCrl],
    ["crl_stale", "The list is current", hasCrl],
    ["revoked", "No certificate of the chain is on the list", hasCrl],
  ]),
  ...rows("binding", [
    ["cert_profile", "The chip's key is of P-384"],
    ["vek_extension", "The chip's certificate names its processor line"],
    ["product_mismatch", "That is the root's processor line"],
    ["vek_extension", "The chip's certificate names its firmware levels"],
    ["tcb_mismatch", "Those are the levels that the report claims"],
    ["vek_extension", "The chip's certificate names its chip or its provider, as its kind has to"],
    ["hwid_mismatch", "That is the chip that the report names", ({ signingKey }) => signingKey === "VCEK"],
    ["reserved_nonzero", "Reserved bytes of the firmware levels are zero"],
  ]),
  ...rows("signature", [["report_signature", "The report is signed by the chip's key"]]),
];

const beaconMode = ({ mode, asked }: CheckFacts): boolean => mode === "beacon" && !asked;
const nonceMode = ({ mode, asked }: CheckFacts): boolean => mode === "nonce" || asked;

/** Whether the policy asks for it: each of its fields is either a demand or "any". */
const unless =
  (field: keyof AppraisalPolicy, absent: "any" | "none" = "any"): CheckRow["required"] =>
  ({ policy }) =>
    policy[field] !== absent;

/** SPEC 2.4, 2.6 to 2.8, 3.8 and 3.11: made of every report that came through {@link STEPS}, and all failures collected. */
export const APPRAISAL: readonly CheckRow[] = [
  ...rows("freshness", [
    ["report_data_mismatch", "The report was made for exactly this key material"],
    ["key_not_yet_valid", "The key is not dated in the future"],
    ["key_life_too_long", "The key lives for twelve hours at most"],
    ["key_expired", "The key has not expired"],
    ["beacon_not_allowed", "The policy accepts the beacon"],
    ["beacon_mismatch", "The report commits to that beacon", beaconMode],
    ["nonce_mismatch", "The report answers this check's own nonce", nonceMode],
  ]),
  ...rows("policy", [
    ["debug_allowed", "Debugging is off", unless("debug")],
    ["migration_agent_allowed", "No migration agent is allowed", unless("migrationAgentAllowed")],
    ["migration_agent_bound", "No migration agent is bound", unless("migrationAgentBound")],
    ["cxl_allowed", "Memory behind CXL is not allowed", unless("cxl")],
    ["guest_smt_allowed", "The guest shares no core", unless("guestSmt")],
    ["platform_smt_enabled", "The machine shares no core between threads", unless("platformSmt")],
    ["guest_abi_too_low", "The guest demands a new enough firmware interface", unless("minGuestAbi")],
    ["report_version_too_low", "The report's version is new enough", unless("minReportVersion")],
    ["firmware_too_low", "The firmware is new enough", unless("minFirmware")],
    ["provisional_firmware", "The running firmware is committed", unless("provisionalFirmware")],
    ["no_tcb_baseline", "There is a minimum level for this processor", unless("minTcb")],
    ["tcb_too_low_reported", "The reported level reaches it", unless("minTcb")],
    ["tcb_too_low_current", "The running level reaches it", unless("minTcb")],
    ["tcb_too_low_committed", "The committed level reaches it", unless("minTcb")],
    ["tcb_too_low_launch", "The level at launch reached it", unless("minTcb")],
    ["tcb_reported_above_current", "The reported level is not above the running one"],
    ["mitigation_missing", "The required mitigations were active at launch", unless("launchMitigations")],
    ["alias_check_missing", "Memory was checked for aliases (BadRAM)", unless("aliasCheck")],
    ["ciphertext_hiding_off", "Ciphertext is hidden from the owner", unless("ciphertextHiding")],
    ["tio_enabled", "Trusted device I/O is off", unless("tio")],
    ["platform_unknown_bits", "The platform states nothing unknown", unless("unknownPlatformBits")],
    ["vmpl_not_allowed", "The privilege level is approved", unless("vmpl")],
    ["product_not_allowed", "The processor line is approved", unless("products")],
    ["signing_key_not_allowed", "The kind of signing key is approved", unless("signingKeys")],
    ["chip_identity_missing", "The report names its chip", unless("chipIdentity")],
    ["host_data_mismatch", "The host's data is the expected one", unless("hostData")],
    ["id_key_not_trusted", "The image's signing key is approved", unless("idKeyDigests")],
    ["author_key_not_trusted", "The image's author is approved", unless("authorKeyDigests")],
    ["guest_svn_too_low", "The image's security version is high enough", unless("minGuestSvn")],
    ["chip_not_allowed", "The chip is approved", unless("chipIds")],
    ["csp_not_allowed", "The cloud provider is approved", unless("cspIds")],
  ]),
  ...rows("reference", [
    ["reference_values_missing", "There are current reference values", unless("referenceValues", "none")],
    ["measurement_not_approved", "The software in the machine is an approved image", unless("measurements")],
  ]),
];

/** Checks of the appraisal that are not made once another one has failed, by that one. */
export const HIDES: Partial<Readonly<Record<ReasonCode, readonly ReasonCode[]>>> = {
  key_life_too_long: ["key_not_yet_valid", "key_expired"],
  key_not_yet_valid: ["key_expired"],
  no_tcb_baseline: [
    "tcb_too_low_reported",
    "tcb_too_low_current",
    "tcb_too_low_committed",
    "tcb_too_low_launch",
  ],
};

const hasDevices = (facts: CheckFacts): boolean => facts.hasDevices;
const namesFirmware = (facts: CheckFacts): boolean => facts.namesFirmware;
const hasGpu = (facts: CheckFacts): boolean => facts.hasGpu;

/** SPEC 3.9 in its order, for all devices together: no later step counts as made where one of them failed an earlier one. */
export const GPU_STEPS: readonly CheckRow[] = rows("gpu", [
  ["gpu_not_attested", "There is evidence of devices", ({ demandsGpu }) => demandsGpu],
  ["gpu_evidence_malformed", "Device evidence, reports and certificates are of their form", hasDevices],
  ["gpu_root_not_pinned", "Each device's chain ends in a root that the policy pins", hasDevices],
  ["gpu_chain_signature", "Each certificate of a device is signed by the next one", hasDevices],
  ["gpu_cert_time", "All certificates of the devices are valid at this time", hasDevices],
  ["gpu_report_signature", "Each device's report is signed by the device's key", hasDevices],
  ["gpu_fwid_mismatch", "Each device reports the firmware that its certificate is for", namesFirmware],
  ["gpu_nonce_mismatch", "Each device's report was made for this key", hasDevices],
  ["gpu_evidence_malformed", "No device is there twice", hasDevices],
  [
    "gpu_not_a_gpu",
    "A device is a GPU that can be confidential",
    (facts) => facts.demandsGpu && facts.hasDevices,
  ],
]);

/** What is appraised of each GPU that came through them; both failures are collected. */
export const GPU_APPRAISAL: readonly CheckRow[] = rows("gpu", [
  ["gpu_links_in_clear", "No GPU reports that its links are in the clear", hasGpu],
  ["gpu_measurement_mismatch", "Reference values approve each GPU's driver and firmware", hasGpu],
]);
