import { concatBytes, fromHex, toHex, u8, u16, u32, u64, utf8 } from "@cocoon/protocol/bytes";
import { type EnvelopeHeader, parseEnvelopeHeader } from "@cocoon/protocol/envelope-header";

export interface NoiseEnvelopeFields {
  /** key_ids in hex. */
  readonly keyIds: readonly string[];
  /** Of the manifest, hex. */
  readonly manifest: string;
  readonly notAfterMs?: number;
  /** 4 KiB·2ⁿ. */
  readonly bodyBucketBytes?: number;
  readonly requestId?: Uint8Array;
}

export interface NoiseEnvelope {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly header: EnvelopeHeader;
  readonly jobId: string;
}

const CHUNK_BYTES = 16 * 1024;
const TAG_BYTES = 16;
const SLOT_NOISE_BYTES = 1168;
const MINUTE_MS = 60_000;

/** Random bytes; one call of WebCrypto gives at most 64 KiB. */
function noise(length: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(length);
  for (let at = 0; at < length; at += 65_536) crypto.getRandomValues(bytes.subarray(at, at + 65_536));
  return bytes;
}

/** An envelope with a true clear part whose sealed parts are noise (SPEC 4.1): a proxy can't tell it from another. */
export function noiseEnvelope(fields: NoiseEnvelopeFields): NoiseEnvelope {
  const bucketBytes = fields.bodyBucketBytes ?? 4096;
  const body = noise(bucketBytes + Math.ceil(bucketBytes / CHUNK_BYTES) * TAG_BYTES);
  const core = concatBytes(
    utf8("CCN1"),
    fromHex("647a00010002"),
    u16(0),
    fields.requestId ?? noise(32),
    fromHex(fields.manifest),
    noise(32),
    u64(BigInt(fields.notAfterMs ?? Date.now() + MINUTE_MS)),
    u32(body.length),
    u32(1024),
  );
  const slots = fields.keyIds.map((keyId) => concatBytes(fromHex(keyId), noise(SLOT_NOISE_BYTES)));
  const bytes = concatBytes(core, noise(32), u8(slots.length), ...slots, body);
  const header = parseEnvelopeHeader(bytes);
  return { bytes, header, jobId: toHex(header.requestId) };
}
