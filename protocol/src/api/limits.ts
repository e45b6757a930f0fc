const KIB = 1024;

/** Every bound of the wire in one place; input over a bound is refused before it is parsed (SPEC 1.4). */
export const LIMITS = {
  /** Body buckets are 4 KiB·2ⁿ, n ≤ 8 (SPEC 4.6). */
  smallestBodyBytes: 4 * KIB,
  largestBodyBytes: 1024 * KIB,
  /** An envelope: core, four slots, the largest body with its chunk tags, rounded up. */
  envelopeBytes: 1024 * KIB + 16 * KIB,
  candidates: 4,
  maxTokensBucket: 65_536,
  /** How far ahead a deadline may lie. */
  deadlineMs: 15 * 60_000,
  jsonBodyBytes: 16 * KIB,
  evidenceBytes: 512 * KIB,
  manifestBytes: 64 * KIB,
  /** A worker's hello carries evidence, offers and manifests as base64url JSON. */
  helloBytes: 2 * 1024 * KIB,
  controlMessageBytes: 16 * KIB,
  modelsPerWorker: 32,
  slotsPerWorker: 256,
  noncesPerSecond: 1024,
  receiptBytes: 4 * KIB,
} as const;
