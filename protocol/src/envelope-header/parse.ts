import { LIMITS } from "../api/limits.ts";
import { ByteReader, MalformedError, sha256, toHex } from "../bytes/index.ts";
import { type EnvelopeCore, readCore } from "./core.ts";
import {
  BODY_BUCKETS,
  bodyAt,
  bucketOfSealed,
  CORE_BYTES,
  HASH_BYTES,
  KEY_ID_BYTES,
  sealedBodyBytes,
  SLOT_BYTES,
} from "./layout.ts";
import { transcriptOf } from "./transcript.ts";

/** All of an envelope that is in the clear; nothing here needs a key (SPEC 4.1). */
export interface EnvelopeHeader extends EnvelopeCore {
  /** 4 KiB·2ⁿ: what the size says of the prompt. */
  readonly bodyBucketBytes: number;
  /** SHA-256 that the sealed body must have; the header's parser does not compute it. */
  readonly bodyHash: Uint8Array;
  /** The candidates in the order of their slots. */
  readonly keyIds: readonly Uint8Array[];
  readonly coreHash: Uint8Array<ArrayBuffer>;
  /** T: names the request in receipts, binds wraps and answers to it (SPEC 4.8). */
  readonly transcript: Uint8Array<ArrayBuffer>;
  readonly totalBytes: number;
}

const SMALLEST_BYTES = bodyAt(1) + sealedBodyBytes(BODY_BUCKETS[0] as number);
const LARGEST_BYTES = bodyAt(LIMITS.candidates) + sealedBodyBytes(BODY_BUCKETS.at(-1) as number);

/**
 * Reads the clear part strictly: sizes before content, one form per value, nothing left over (SPEC 4.9 steps 1 to 3).
 * @throws UnsupportedSuiteError for another version or suite, MalformedError for everything else.
 */
export function parseEnvelopeHeader(envelope: Uint8Array): EnvelopeHeader {
  if (envelope.length < SMALLEST_BYTES || envelope.length > LARGEST_BYTES)
    throw new MalformedError("envelope's size is not one that an envelope has");
  const reader = new ByteReader(envelope, "envelope");
  const core = readCore(reader);
  const bodyBucketBytes = bucketOfSealed(core.bodyBytes);
  if (bodyBucketBytes === null) throw new MalformedError("envelope's body length is not a sealed bucket's");
  const bodyHash = reader.take(HASH_BYTES);
  const keyIds = readKeyIds(reader, envelope.length - core.bodyBytes);
  const coreHash = sha256(envelope.subarray(0, CORE_BYTES));
  return {
    ...core,
    bodyBucketBytes,
    bodyHash,
    keyIds,
    coreHash,
    transcript: transcriptOf(coreHash, bodyHash, keyIds),
    totalBytes: envelope.length,
  };
}

/** @param bodyStart where the body begins, counted from the envelope's end. */
function readKeyIds(reader: ByteReader, bodyStart: number): Uint8Array<ArrayBuffer>[] {
  const candidates = reader.u8();
  if (candidates < 1 || candidates > LIMITS.candidates) throw new MalformedError("envelope has 1 to 4 slots");
  if (bodyAt(candidates) !== bodyStart) throw new MalformedError("envelope's parts don't add up to its size");
  const keyIds = Array.from({ length: candidates }, () => {
    const keyId = reader.take(KEY_ID_BYTES);
    reader.take(SLOT_BYTES - KEY_ID_BYTES);
    return keyId;
  });
  if (new Set(keyIds.map(toHex)).size !== candidates) throw new MalformedError("envelope names a key twice");
  return keyIds;
}
