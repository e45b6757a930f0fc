import { concatBytes, label, sha256, u8 } from "../bytes/index.ts";

/** What dates a report: a public beacon, or the nonces of those who ask. The position is the number on the wire. */
export const FRESHNESS_MODES = ["beacon", "nonce"] as const;
export type FreshnessMode = (typeof FRESHNESS_MODES)[number];

export interface ReportStatement {
  readonly mode: FreshnessMode;
  /** 32 bytes: the beacon's hash, or the root over the nonces. */
  readonly freshness: Uint8Array;
  readonly keyMaterial: Uint8Array;
  readonly deviceEvidence: Uint8Array;
}

/** The 64 bytes a worker has the firmware sign: a hash over fixed-width parts, then zeroes (SPEC 2.6). */
export function reportDataOf({
  mode,
  freshness,
  keyMaterial,
  deviceEvidence,
}: ReportStatement): Uint8Array<ArrayBuffer> {
  if (freshness.length !== 32) throw new RangeError("freshness is 32 bytes");
  const digest = sha256(
    label("cocoon/v1 report-data"),
    u8(FRESHNESS_MODES.indexOf(mode)),
    freshness,
    sha256(keyMaterial),
    sha256(deviceEvidence),
  );
  return concatBytes(digest, new Uint8Array(32));
}

/** The nonce that a GPU's evidence must answer; it depends on the key only, so a live check needs no new one (SPEC 2.9). */
export const gpuNonceOf = (keyMaterial: Uint8Array): Uint8Array<ArrayBuffer> =>
  sha256(label("cocoon/v1 gpu-nonce"), sha256(keyMaterial));
