/** What the guest's policy lets its host do; the host picks it, so it has to be judged (SPEC 3.3). */
export interface GuestPolicy {
  readonly abiMajor: number;
  readonly abiMinor: number;
  readonly smt: boolean;
  readonly migrationAgent: boolean;
  readonly debug: boolean;
  readonly singleSocket: boolean;
  readonly cxl: boolean;
  readonly aes256Xts: boolean;
  readonly raplDisabled: boolean;
  readonly ciphertextHiding: boolean;
  readonly pageSwapDisabled: boolean;
}

/** What the machine states about itself. */
export interface PlatformInfo {
  readonly smt: boolean;
  readonly tsme: boolean;
  readonly ecc: boolean;
  readonly raplDisabled: boolean;
  readonly ciphertextHiding: boolean;
  readonly aliasCheckComplete: boolean;
  readonly iommuWriteSafe: boolean;
  readonly tio: boolean;
  /** Whether a bit is set that this version has no name for. */
  readonly unknownBits: boolean;
}

/** What kind of key has signed: the chip's own, or one that AMD gave to a cloud provider. */
export type SigningKey = "VCEK" | "VLEK";

export interface KeyInfo {
  readonly authorKeyEnabled: boolean;
  readonly maskChipKey: boolean;
  /** Null for a report that the firmware left unsigned; undefined for a reserved value. */
  readonly signingKey: SigningKey | null | undefined;
  readonly reservedBits: boolean;
}

const bit = (value: bigint, index: number): boolean => ((value >> BigInt(index)) & 1n) === 1n;

const MUST_BE_ONE = 17;
const FIRST_RESERVED_POLICY_BIT = 26n;
const FIRST_UNKNOWN_PLATFORM_BIT = 8n;
const FIRST_RESERVED_KEY_BIT = 5;

export const policyReservedBitsHold = (policy: bigint): boolean =>
  bit(policy, MUST_BE_ONE) && policy >> FIRST_RESERVED_POLICY_BIT === 0n;

export const decodeGuestPolicy = (policy: bigint): GuestPolicy => ({
  abiMinor: Number(policy & 0xffn),
  abiMajor: Number((policy >> 8n) & 0xffn),
  smt: bit(policy, 16),
  migrationAgent: bit(policy, 18),
  debug: bit(policy, 19),
  singleSocket: bit(policy, 20),
  cxl: bit(policy, 21),
  aes256Xts: bit(policy, 22),
  raplDisabled: bit(policy, 23),
  ciphertextHiding: bit(policy, 24),
  pageSwapDisabled: bit(policy, 25),
});

export const decodePlatformInfo = (info: bigint): PlatformInfo => ({
  smt: bit(info, 0),
  tsme: bit(info, 1),
  ecc: bit(info, 2),
  raplDisabled: bit(info, 3),
  ciphertextHiding: bit(info, 4),
  aliasCheckComplete: bit(info, 5),
  iommuWriteSafe: bit(info, 6),
  tio: bit(info, 7),
  unknownBits: info >> FIRST_UNKNOWN_PLATFORM_BIT !== 0n,
});

const SIGNING_KEYS: ReadonlyMap<number, SigningKey | null> = new Map([
  [0, "VCEK"],
  [1, "VLEK"],
  [7, null],
]);

export const decodeKeyInfo = (info: number): KeyInfo => ({
  authorKeyEnabled: (info & 1) === 1,
  maskChipKey: (info & 2) === 2,
  signingKey: SIGNING_KEYS.get((info >>> 2) & 7),
  reservedBits: info >>> FIRST_RESERVED_KEY_BIT !== 0,
});
