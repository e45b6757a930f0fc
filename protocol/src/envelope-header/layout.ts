import { LIMITS } from "../api/limits.ts";
import { fromHex } from "../bytes/index.ts";

/** X-Wing, HKDF-SHA256, AES-256-GCM: the one suite of this version (SPEC 4.2). */
export const SUITE = "647a-0001-0002";
export const SUITE_BYTES = fromHex("647a00010002");

/** "CCN" and the version; another version may have any other layout after it (SPEC 4.2). */
export const MAGIC = "CCN";
export const VERSION = "1";

/** Fixed widths of SPEC 4.1. */
export const CORE_BYTES = 124;
export const HASH_BYTES = 32;
export const KEY_ID_BYTES = 32;
export const ENC_BYTES = 1120;
export const WRAPPED_BYTES = 48;
export const SLOT_BYTES = KEY_ID_BYTES + ENC_BYTES + WRAPPED_BYTES;

/** A sealed chunk carries this much of the body, and a tag (SPEC 4.7). */
export const CHUNK_BYTES = 16 * 1024;
export const TAG_BYTES = 16;

/** Where the first slot begins: after core, body hash and the number of slots. */
export const SLOTS_AT = CORE_BYTES + HASH_BYTES + 1;

export const bodyAt = (candidates: number): number => SLOTS_AT + candidates * SLOT_BYTES;

/** How long a body of `bucketBytes` is once sealed. */
export const sealedBodyBytes = (bucketBytes: number): number =>
  bucketBytes + Math.ceil(bucketBytes / CHUNK_BYTES) * TAG_BYTES;

/** 4 KiB·2ⁿ, n ≤ 8, in rising order (SPEC 4.6). */
export const BODY_BUCKETS: readonly number[] = Array.from(
  { length: Math.log2(LIMITS.largestBodyBytes / LIMITS.smallestBodyBytes) + 1 },
  (_, n) => LIMITS.smallestBodyBytes * 2 ** n,
);

/** The inner length that stands before the plaintext in the body (SPEC 4.6). */
export const INNER_LENGTH_BYTES = 4;

/** The smallest bucket that holds `plaintextBytes`; null when none does. */
export const bodyBucketOf = (plaintextBytes: number): number | null =>
  BODY_BUCKETS.find((bucket) => INNER_LENGTH_BYTES + plaintextBytes <= bucket) ?? null;

/** The bucket whose sealed form has exactly this length; null when there is none. */
export const bucketOfSealed = (sealedBytes: number): number | null =>
  BODY_BUCKETS.find((bucket) => sealedBodyBytes(bucket) === sealedBytes) ?? null;

/** A power of two, so that the clear says little of how long an answer is wanted (SPEC 4.5). */
export const isMaxTokensBucket = (value: number): boolean =>
  Number.isSafeInteger(value) &&
  value >= 1 &&
  value <= LIMITS.maxTokensBucket &&
  Number.isInteger(Math.log2(value));
