/** The size of an ATTESTATION_REPORT of AMD's SEV-SNP firmware interface. */
export const REPORT_BYTES = 0x4a0;
/** The bytes that the signature covers. */
export const SIGNED_BYTES = 0x2a0;

/** Where each field of a report begins. Its integers are little-endian (SPEC 3.3). */
export const AT = {
  version: 0x000,
  guestSvn: 0x004,
  policy: 0x008,
  familyId: 0x010,
  imageId: 0x020,
  vmpl: 0x030,
  signatureAlgo: 0x034,
  currentTcb: 0x038,
  platformInfo: 0x040,
  keyInfo: 0x048,
  reportData: 0x050,
  measurement: 0x090,
  hostData: 0x0c0,
  idKeyDigest: 0x0e0,
  authorKeyDigest: 0x110,
  reportId: 0x140,
  reportIdMa: 0x160,
  reportedTcb: 0x180,
  /** Family, model and stepping; from version 3. */
  cpuId: 0x188,
  chipId: 0x1a0,
  committedTcb: 0x1e0,
  /** Build, minor, major, in this order. */
  currentFirmware: 0x1e8,
  committedFirmware: 0x1ec,
  launchTcb: 0x1f0,
  /** From version 5. */
  launchMitigations: 0x1f8,
  currentMitigations: 0x200,
  signatureR: 0x2a0,
  signatureS: 0x2e8,
} as const;

/** A number of the signature: 72 bytes, of which P-384 uses the first 48. */
export const SIGNATURE_NUMBER_BYTES = 72;
export const P384_BYTES = 48;

export const ECDSA_P384_SHA384 = 1;
export const OLDEST_VERSION = 2;
export const NEWEST_VERSION = 5;
const CPUID_SINCE_VERSION = 3;
const MITIGATIONS_SINCE_VERSION = 5;

export const statesCpuId = (version: number): boolean => version >= CPUID_SINCE_VERSION;
export const statesMitigations = (version: number): boolean => version >= MITIGATIONS_SINCE_VERSION;

/** Ranges [from, to) that must be zero in a report of this version, signed or not. */
export const reservedRanges = (version: number): readonly (readonly [from: number, to: number])[] => [
  [0x04c, AT.reportData],
  [statesCpuId(version) ? 0x18b : AT.cpuId, AT.chipId],
  [0x1eb, AT.committedFirmware],
  [0x1ef, AT.launchTcb],
  [statesMitigations(version) ? 0x208 : AT.launchMitigations, SIGNED_BYTES],
  [AT.signatureS + SIGNATURE_NUMBER_BYTES, REPORT_BYTES],
];
