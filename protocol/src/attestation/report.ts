import type { CpuId } from "./products.ts";
import { demand } from "./reasons.ts";
import {
  decodeGuestPolicy,
  decodeKeyInfo,
  decodePlatformInfo,
  type GuestPolicy,
  type KeyInfo,
  type PlatformInfo,
  policyReservedBitsHold,
  type SigningKey,
} from "./report-flags.ts";
import {
  AT,
  ECDSA_P384_SHA384,
  NEWEST_VERSION,
  OLDEST_VERSION,
  P384_BYTES,
  REPORT_BYTES,
  reservedRanges,
  SIGNATURE_NUMBER_BYTES,
  SIGNED_BYTES,
  statesCpuId,
  statesMitigations,
} from "./report-layout.ts";

type Bytes = Uint8Array<ArrayBuffer>;

export interface FirmwareVersion {
  readonly major: number;
  readonly minor: number;
  readonly build: number;
}

/** A report as its bytes say: of its form, but by nobody until the chain and the signature are verified (SPEC 3.3). */
export interface AttestationReport {
  readonly version: number;
  readonly guestSvn: number;
  readonly policy: GuestPolicy;
  readonly familyId: Bytes;
  readonly imageId: Bytes;
  readonly vmpl: number;
  readonly platform: PlatformInfo;
  readonly signingKey: SigningKey;
  readonly authorKeyEnabled: boolean;
  readonly reportData: Bytes;
  readonly measurement: Bytes;
  readonly hostData: Bytes;
  readonly idKeyDigest: Bytes;
  readonly authorKeyDigest: Bytes;
  readonly reportId: Bytes;
  readonly reportIdMa: Bytes;
  /** TCB_VERSIONs, 8 bytes each; how they are read depends on the product. */
  readonly tcb: { readonly [level in TcbLevel]: Bytes };
  /** Null in version 2, which does not state it. */
  readonly cpuId: CpuId | null;
  /** 64 bytes; zero when the host masks it. */
  readonly chipId: Bytes;
  readonly currentFirmware: FirmwareVersion;
  readonly committedFirmware: FirmwareVersion;
  /** Null before version 5. */
  readonly launchMitigations: bigint | null;
  readonly currentMitigations: bigint | null;
  /** What the signature is over. */
  readonly signed: Bytes;
  /** r and s of ECDSA P-384, big-endian, 96 bytes, as WebCrypto takes them. */
  readonly signature: Bytes;
}

export const TCB_LEVELS = ["reported", "current", "committed", "launch"] as const;
export type TcbLevel = (typeof TCB_LEVELS)[number];

/** Parses and checks the form in the order of SPEC 3.3. @throws EvidenceError */
export function parseReport(source: Uint8Array): AttestationReport {
  demand(source.length === REPORT_BYTES, "malformed_length");
  const bytes = new Uint8Array(source);
  const view = new DataView(bytes.buffer);
  const u32 = (at: number): number => view.getUint32(at, true);
  const u64 = (at: number): bigint => view.getBigUint64(at, true);
  const take = (at: number, length: number): Bytes => bytes.slice(at, at + length);

  const version = u32(AT.version);
  demand(version >= OLDEST_VERSION && version <= NEWEST_VERSION, "unsupported_version");
  demand(u32(AT.signatureAlgo) === ECDSA_P384_SHA384, "unsupported_sig_algo");
  demand(policyReservedBitsHold(u64(AT.policy)), "policy_reserved");
  const keyInfo = decodeKeyInfo(u32(AT.keyInfo));
  checkReserved(bytes, version, u32(AT.vmpl), keyInfo);
  checkSignatureEncoding(bytes);

  return {
    version,
    guestSvn: u32(AT.guestSvn),
    policy: decodeGuestPolicy(u64(AT.policy)),
    familyId: take(AT.familyId, 16),
    imageId: take(AT.imageId, 16),
    vmpl: u32(AT.vmpl),
    platform: decodePlatformInfo(u64(AT.platformInfo)),
    signingKey: signerOf(keyInfo),
    authorKeyEnabled: keyInfo.authorKeyEnabled,
    reportData: take(AT.reportData, 64),
    measurement: take(AT.measurement, 48),
    hostData: take(AT.hostData, 32),
    idKeyDigest: take(AT.idKeyDigest, 48),
    authorKeyDigest: take(AT.authorKeyDigest, 48),
    reportId: take(AT.reportId, 32),
    reportIdMa: take(AT.reportIdMa, 32),
    tcb: {
      reported: take(AT.reportedTcb, 8),
      current: take(AT.currentTcb, 8),
      committed: take(AT.committedTcb, 8),
      launch: take(AT.launchTcb, 8),
    },
    cpuId: statesCpuId(version) ? cpuIdAt(bytes) : null,
    chipId: take(AT.chipId, 64),
    currentFirmware: firmwareAt(bytes, AT.currentFirmware),
    committedFirmware: firmwareAt(bytes, AT.committedFirmware),
    launchMitigations: statesMitigations(version) ? u64(AT.launchMitigations) : null,
    currentMitigations: statesMitigations(version) ? u64(AT.currentMitigations) : null,
    signed: take(0, SIGNED_BYTES),
    signature: signatureOf(bytes),
  };
}

const isZero = (bytes: Uint8Array): boolean => bytes.every((byte) => byte === 0);

function checkReserved(bytes: Bytes, version: number, vmpl: number, keyInfo: KeyInfo): void {
  const formed =
    vmpl <= 3 &&
    !keyInfo.reservedBits &&
    keyInfo.signingKey !== undefined &&
    reservedRanges(version).every(([from, to]) => isZero(bytes.subarray(from, to)));
  demand(formed, "reserved_nonzero");
}

/** The unused upper bytes of both numbers are not signed: anything there would be another report with the same meaning. */
function checkSignatureEncoding(bytes: Bytes): void {
  for (const at of [AT.signatureR, AT.signatureS])
    demand(isZero(bytes.subarray(at + P384_BYTES, at + SIGNATURE_NUMBER_BYTES)), "bad_signature_encoding");
}

function signerOf({ signingKey, maskChipKey }: KeyInfo): SigningKey {
  demand(typeof signingKey === "string" && !maskChipKey, "unsigned_report");
  return signingKey;
}

const cpuIdAt = (bytes: Bytes): CpuId => ({
  family: bytes[AT.cpuId] as number,
  model: bytes[AT.cpuId + 1] as number,
  stepping: bytes[AT.cpuId + 2] as number,
});

const firmwareAt = (bytes: Bytes, at: number): FirmwareVersion => ({
  build: bytes[at] as number,
  minor: bytes[at + 1] as number,
  major: bytes[at + 2] as number,
});

function signatureOf(bytes: Bytes): Bytes {
  const signature = new Uint8Array(2 * P384_BYTES);
  for (const [index, at] of [AT.signatureR, AT.signatureS].entries())
    signature.set(bytes.slice(at, at + P384_BYTES).reverse(), index * P384_BYTES);
  return signature;
}
