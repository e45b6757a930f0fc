import { describe, expect, it } from "vitest";
import { generateEd25519, Secret, toHex } from "../bytes/index.ts";
import { FLIPS_TIMEOUT_MS, forFlips } from "../testing/flips.ts";
import { encodeReferenceBundle, parseReferenceBundle } from "./bundle.ts";
import {
  type ReferenceManifest,
  signReferenceManifest,
  signWitness,
  verifyReferenceValues,
  WITNESS_MAX_AGE_MS,
} from "./index.ts";

const NOW_MS = Date.UTC(2026, 5, 1);
const [release, witnessing] = [generateEd25519(), generateEd25519()];

const MANIFEST: ReferenceManifest = {
  issuer: "test",
  class: "production",
  version: 3,
  issuedMs: NOW_MS,
  expiresMs: NOW_MS + 3_600_000,
  images: [
    {
      imageVersion: "1",
      amlSandbox: true,
      measurements: [{ vcpus: 4, cpu: "EPYC-v4", digest: "ab".repeat(48) }],
    },
  ],
  gpus: [],
  models: [{ id: "demo", manifest: "cd".repeat(32) }],
};
const manifest = signReferenceManifest(MANIFEST, new Secret(release.secretKey));
const witness = signWitness(manifest, NOW_MS, new Secret(witnessing.secretKey));

const verify = (parts: { readonly manifest: Uint8Array; readonly witness: Uint8Array }) =>
  verifyReferenceValues({
    ...parts,
    keys: { manifestKey: toHex(release.publicKey), witnessKey: toHex(witnessing.publicKey) },
    witnessMaxAgeMs: WITNESS_MAX_AGE_MS,
    allowSimulated: false,
    seen: null,
    nowMs: NOW_MS,
  });

describe("signed reference values", () => {
  it.each([
    ["manifest", "reference_values_signature"],
    ["witness", "witness_signature"],
  ] as const)(
    "are refused with any bit of the %s changed",
    async (part, code) => {
      const signed = { manifest, witness };
      expect(verify(signed)).toMatchObject({ ok: true });
      await forFlips(signed[part], { sample: 300 }, (changed) => {
        expect(verify({ ...signed, [part]: changed })).toMatchObject({ ok: false, code });
      });
    },
    FLIPS_TIMEOUT_MS,
  );

  it(
    "are refused with any bit of the bundle that carries them changed",
    async () => {
      await forFlips(encodeReferenceBundle({ manifest, witness }), { sample: 300 }, (changed) => {
        const verdict = verdictOf(changed);
        expect(["malformed", "reference_values_signature", "witness_signature"]).toContain(verdict);
      });
    },
    FLIPS_TIMEOUT_MS,
  );
});

/** A carrier's own bytes are its lengths; a bundle cut elsewhere holds no signed statement. */
function verdictOf(bundle: Uint8Array): string {
  try {
    const verdict = verify(parseReferenceBundle(bundle));
    return verdict.ok ? "accepted" : verdict.code;
  } catch (error) {
    expect(error).toHaveProperty("name", "MalformedError");
    return "malformed";
  }
}
