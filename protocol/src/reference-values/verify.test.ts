import { describe, expect, it } from "vitest";
import { generateEd25519, MalformedError, Secret, toHex } from "../bytes/index.ts";
import { encodeReferenceBundle, parseReferenceBundle } from "./bundle.ts";
import {
  areCurrent,
  readReferenceManifest,
  readWitness,
  type ReferenceInput,
  type ReferenceManifest,
  referenceManifestHash,
  signReferenceManifest,
  signWitness,
  verifyReferenceValues,
  WITNESS_MAX_AGE_MS,
} from "./index.ts";

const NOW_MS = Date.UTC(2026, 5, 1);
const HOUR_MS = 3_600_000;
const [release, witnessing] = [generateEd25519(), generateEd25519()];
const [releaseKey, witnessKey] = [new Secret(release.secretKey), new Secret(witnessing.secretKey)];
const DIGEST = "ab".repeat(48);

const MANIFEST: ReferenceManifest = {
  issuer: "test",
  class: "production",
  version: 3,
  issuedMs: NOW_MS,
  expiresMs: NOW_MS + 24 * HOUR_MS,
  images: [
    {
      imageVersion: "1",
      amlSandbox: true,
      // EPYC and EPYC-v4 have one CPUID, so one digest.
      measurements: [
        { vcpus: 4, cpu: "EPYC", digest: DIGEST },
        { vcpus: 4, cpu: "EPYC-v4", digest: DIGEST },
      ],
    },
  ],
  gpus: [],
  models: [],
};

const manifest = signReferenceManifest(MANIFEST, releaseKey);
const witness = signWitness(manifest, NOW_MS, witnessKey);

const verify = (changes: Partial<ReferenceInput> = {}) =>
  verifyReferenceValues({
    manifest,
    witness,
    keys: { manifestKey: toHex(release.publicKey), witnessKey: toHex(witnessing.publicKey) },
    witnessMaxAgeMs: WITNESS_MAX_AGE_MS,
    allowSimulated: false,
    seen: null,
    nowMs: NOW_MS,
    ...changes,
  });

describe("signed reference values", () => {
  it("are refused over their bounds before anything is read", () => {
    expect(verify({ manifest: new Uint8Array(512 * 1024 + 1) })).toMatchObject({
      code: "reference_values_malformed",
    });
    expect(verify({ witness: new Uint8Array(1025) })).toMatchObject({ code: "witness_malformed" });
  });

  it("need a witness, even where none was carried at all", () => {
    expect(verify({ witness: null })).toMatchObject({ code: "witness_missing" });
  });

  it("take the shorter age of the policy's and the protocol's", () => {
    const old = { nowMs: NOW_MS + HOUR_MS };
    expect(verify({ ...old, witnessMaxAgeMs: HOUR_MS }).ok).toBe(true);
    expect(verify({ ...old, witnessMaxAgeMs: HOUR_MS - 1 })).toMatchObject({ code: "witness_stale" });
    const forever = { ...MANIFEST, expiresMs: NOW_MS + 300 * 24 * HOUR_MS };
    const signed = signReferenceManifest(forever, releaseKey);
    const input = {
      manifest: signed,
      witness: signWitness(signed, NOW_MS, witnessKey),
      witnessMaxAgeMs: 1e12,
    };
    expect(verify({ ...input, nowMs: NOW_MS + WITNESS_MAX_AGE_MS }).ok).toBe(true);
    expect(verify({ ...input, nowMs: NOW_MS + WITNESS_MAX_AGE_MS + 1 })).toMatchObject({
      code: "witness_stale",
    });
  });

  it("are current until they expire, or their witness is too old", () => {
    const verdict = verify();
    if (!verdict.ok) throw new Error(verdict.sentence);
    expect(areCurrent(verdict.values, WITNESS_MAX_AGE_MS, NOW_MS + 24 * HOUR_MS - 1)).toBe(true);
    expect(areCurrent(verdict.values, WITNESS_MAX_AGE_MS, NOW_MS + 24 * HOUR_MS)).toBe(false);
    expect(areCurrent(verdict.values, HOUR_MS, NOW_MS + HOUR_MS + 1)).toBe(false);
  });

  it("are not current by a clock that was set back to before they were stated", () => {
    const verdict = verify();
    if (!verdict.ok) throw new Error(verdict.sentence);
    const { issuedMs, witnessedMs } = verdict.values;
    const earliestMs = Math.max(issuedMs, witnessedMs) - 5 * 60_000;
    expect(areCurrent(verdict.values, WITNESS_MAX_AGE_MS, earliestMs)).toBe(true);
    expect(areCurrent(verdict.values, WITNESS_MAX_AGE_MS, earliestMs - 1)).toBe(false);
  });

  it("are not signed when no reader would take them", () => {
    const images = [...MANIFEST.images, ...MANIFEST.images];
    expect(() => signReferenceManifest({ ...MANIFEST, images }, releaseKey)).toThrow(MalformedError);
    expect(() => signReferenceManifest({ ...MANIFEST, expiresMs: NOW_MS }, releaseKey)).toThrow(
      MalformedError,
    );
    expect(() => signWitness(new Uint8Array(100), NOW_MS, witnessKey)).toThrow(MalformedError);
  });

  it("can be read for display without any key", () => {
    expect(readReferenceManifest(manifest)).toEqual(MANIFEST);
    const manifestHash = referenceManifestHash(manifest);
    expect(readWitness(witness)).toEqual({ manifestHash, version: 3, timeMs: NOW_MS });
  });
});

describe("a bundle of both", () => {
  it("is read as it was written", () => {
    expect(parseReferenceBundle(encodeReferenceBundle({ manifest, witness }))).toEqual({ manifest, witness });
  });

  it("is refused when it is cut, too long or over a bound", () => {
    const bundle = encodeReferenceBundle({ manifest, witness });
    for (let length = 0; length < bundle.length; length += 13)
      expect(() => parseReferenceBundle(bundle.subarray(0, length))).toThrow(MalformedError);
    expect(() => parseReferenceBundle(new Uint8Array([...bundle, 0]))).toThrow(MalformedError);
    expect(() => parseReferenceBundle(new Uint8Array(8).fill(0xff))).toThrow(MalformedError);
    expect(() => encodeReferenceBundle({ manifest, witness: new Uint8Array(1025) })).toThrow(MalformedError);
  });
});
