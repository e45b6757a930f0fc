import * as v from "valibot";
import { hexText, parseStrictJson } from "../api/index.ts";
import { fromBase64Url, generateEd25519, Secret, toBase64Url, toHex } from "../bytes/index.ts";
import {
  type GpuReferenceValue,
  type ReferenceBundle,
  type ReferenceKeys,
  type ReferenceManifest,
  signReferenceManifest,
  signWitness,
  type VerifiedReferenceValues,
  verifyReferenceValues,
  WITNESS_MAX_AGE_MS,
} from "../reference-values/index.ts";

const KEYS_LIMIT_BYTES = 4096;
const DAY_MS = 86_400_000;
const LIFE_MS = 30 * DAY_MS;

/** SIMULATED keys of a release and of its witness: on a local network one machine holds both, which proves nothing. */
export interface SimulatedReferenceKeys {
  readonly keys: ReferenceKeys;
  readonly manifestSecret: Secret<Uint8Array>;
  readonly witnessSecret: Secret<Uint8Array>;
}

export function mintSimulatedReferenceKeys(): SimulatedReferenceKeys {
  const [manifest, witness] = [generateEd25519(), generateEd25519()];
  return {
    keys: { manifestKey: toHex(manifest.publicKey), witnessKey: toHex(witness.publicKey) },
    manifestSecret: new Secret(manifest.secretKey),
    witnessSecret: new Secret(witness.secretKey),
  };
}

export interface SimulatedReferenceOptions {
  /** Approved launch digests, 48 bytes in hex each. */
  readonly measurements: readonly string[];
  /** Approved drivers and firmware of GPUs; none by default. */
  readonly gpus?: readonly GpuReferenceValue[];
  readonly models: ReferenceManifest["models"];
  readonly version: number;
  /** When both are signed. */
  readonly nowMs: number;
}

/** SIMULATED reference values: every digest is an image of its own, and none has an AML sandbox, for none exists. */
export function simulatedReferenceValues(
  { manifestSecret, witnessSecret }: SimulatedReferenceKeys,
  { measurements, gpus = [], models, version, nowMs }: SimulatedReferenceOptions,
): ReferenceBundle {
  const manifest = signReferenceManifest(
    {
      issuer: "SIMULATED local network",
      class: "simulated",
      version,
      issuedMs: nowMs,
      expiresMs: nowMs + LIFE_MS,
      images: measurements.map((digest) => ({
        imageVersion: "simulated",
        amlSandbox: false,
        measurements: [{ vcpus: 1, cpu: "simulated", digest }],
      })),
      gpus: [...gpus],
      models,
    },
    manifestSecret,
  );
  return { manifest, witness: signWitness(manifest, nowMs, witnessSecret) };
}

/** As a client sees them that takes SIMULATED ones too and has seen none before. @throws Error with the reason */
export function verifiedValues(
  bundle: ReferenceBundle,
  keys: ReferenceKeys,
  nowMs: number,
): VerifiedReferenceValues {
  const verdict = verifyReferenceValues({
    ...bundle,
    keys,
    witnessMaxAgeMs: WITNESS_MAX_AGE_MS,
    allowSimulated: true,
    seen: null,
    nowMs,
  });
  if (!verdict.ok) throw new Error(verdict.sentence);
  return verdict.values;
}

const secretText = v.pipe(v.string(), v.length(43), v.regex(/^[A-Za-z0-9_-]+$/));

const keysSchema = v.strictObject({
  v: v.literal(1),
  simulated: v.literal(true),
  manifestKey: hexText(32),
  witnessKey: hexText(32),
  manifestSecret: secretText,
  witnessSecret: secretText,
});

/** For the local stack's next start; holds private keys, so whoever writes it gives the file mode 0600. */
export const encodeSimulatedReferenceKeys = (minted: SimulatedReferenceKeys): string =>
  `${JSON.stringify({
    v: 1,
    simulated: true,
    ...minted.keys,
    manifestSecret: toBase64Url(minted.manifestSecret.reveal()),
    witnessSecret: toBase64Url(minted.witnessSecret.reveal()),
  })}\n`;

/** @throws MalformedError */
export function parseSimulatedReferenceKeys(json: Uint8Array | string): SimulatedReferenceKeys {
  const file = parseStrictJson(keysSchema, json, "simulated reference keys", KEYS_LIMIT_BYTES);
  return {
    keys: { manifestKey: file.manifestKey, witnessKey: file.witnessKey },
    manifestSecret: new Secret(fromBase64Url(file.manifestSecret)),
    witnessSecret: new Secret(fromBase64Url(file.witnessSecret)),
  };
}
