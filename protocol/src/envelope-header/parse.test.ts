import { beforeAll, describe, expect, it } from "vitest";
import { LIMITS } from "../api/index.ts";
import { concatBytes, MalformedError, sha256, u8 } from "../bytes/index.ts";
import { fixedBytes } from "../vectors/fixtures.ts";
import { encodeCore } from "./core.ts";
import { BODY_BUCKETS, bodyBucketOf, bucketOfSealed, isMaxTokensBucket, sealedBodyBytes } from "./layout.ts";
import { parseEnvelopeHeader, UnsupportedSuiteError } from "./index.ts";
import { transcriptOf } from "./transcript.ts";

const fields = {
  requestId: fixedBytes("request id", 32),
  modelManifest: fixedBytes("manifest", 32),
  rosterRoot: fixedBytes("root", 32),
  notAfterMs: 1_800_000_000_000,
  maxTokensBucket: 4096,
};

/** An envelope whose sealed parts are noise: the clear part's reader has no key to see it. */
function build(bodyBytes: number, slots: number): Uint8Array<ArrayBuffer> {
  const blocks = Array.from({ length: slots }, (_, j) => fixedBytes(`slot ${j}`, 1200));
  const hash = fixedBytes("body hash", 32);
  return concatBytes(
    encodeCore({ ...fields, bodyBytes }),
    hash,
    u8(slots),
    ...blocks,
    new Uint8Array(bodyBytes),
  );
}

describe("the clear part", () => {
  let envelope: Uint8Array<ArrayBuffer>;
  beforeAll(() => {
    envelope = build(4112, 2);
  });

  it("is read without a key", () => {
    const header = parseEnvelopeHeader(envelope);
    const keyIds = [0, 1].map((j) => fixedBytes(`slot ${j}`, 32));
    const coreHash = sha256(envelope.subarray(0, 124));
    expect(header).toEqual({
      ...fields,
      bodyBytes: 4112,
      bodyBucketBytes: 4096,
      bodyHash: fixedBytes("body hash", 32),
      keyIds,
      coreHash,
      transcript: transcriptOf(coreHash, fixedBytes("body hash", 32), keyIds),
      totalBytes: envelope.length,
    });
  });

  it("may have every bucket and every number of slots, within the proxy's bound", () => {
    for (const bucket of BODY_BUCKETS)
      for (const slots of [1, 2, 3, 4]) {
        const whole = build(sealedBodyBytes(bucket), slots);
        expect(parseEnvelopeHeader(whole).bodyBucketBytes).toBe(bucket);
        expect(whole.length).toBeLessThanOrEqual(LIMITS.envelopeBytes);
      }
  });

  it("tells another version from a broken envelope", () => {
    expect(() => parseEnvelopeHeader(envelope.with(3, 0x32))).toThrow(UnsupportedSuiteError);
    expect(() => parseEnvelopeHeader(envelope.with(9, 1))).toThrow(UnsupportedSuiteError);
    expect(() => parseEnvelopeHeader(envelope.with(0, 1))).not.toThrow(UnsupportedSuiteError);
  });

  it("is of a possible size before anything in it is looked at", () => {
    const otherVersion = envelope.with(3, 0x32);
    for (const bytes of [
      otherVersion.subarray(0, 2000),
      concatBytes(otherVersion, new Uint8Array(2_000_000)),
    ]) {
      expect(() => parseEnvelopeHeader(bytes)).toThrow(MalformedError);
      expect(() => parseEnvelopeHeader(bytes)).not.toThrow(UnsupportedSuiteError);
    }
  });

  it("has one slot at least and four at most, also where all sizes add up", () => {
    expect(parseEnvelopeHeader(build(sealedBodyBytes(8192), 1)).keyIds).toHaveLength(1);
    for (const slots of [0, 5])
      expect(() => parseEnvelopeHeader(build(sealedBodyBytes(8192), slots))).toThrow(MalformedError);
  });

  it("is not written with fields of another width", () => {
    expect(() => encodeCore({ ...fields, requestId: new Uint8Array(31), bodyBytes: 1 })).toThrow(RangeError);
    expect(() => encodeCore({ ...fields, notAfterMs: -1, bodyBytes: 1 })).toThrow(RangeError);
  });
});

it("puts a plaintext into the smallest bucket that holds it with its length", () => {
  expect([0, 4092, 4093, 1024 * 1024 - 4, 1024 * 1024 - 3].map(bodyBucketOf)).toEqual([
    4096,
    4096,
    8192,
    1_048_576,
    null,
  ]);
  expect(BODY_BUCKETS.map(sealedBodyBytes).map(bucketOfSealed)).toEqual(BODY_BUCKETS);
  expect([0, 4096, 4113].map(bucketOfSealed)).toEqual([null, null, null]);
});

it("knows a max-tokens bucket", () => {
  expect([1, 2, 4096, 65_536].every(isMaxTokensBucket)).toBe(true);
  expect([0, 3, -2, 0.5, 131_072, Number.NaN].some(isMaxTokensBucket)).toBe(false);
});
