import { ed25519 } from "@noble/curves/ed25519.js";
import { concatBytes, label, Secret, signEd25519, toHex, utf8 } from "../bytes/index.ts";
import {
  REFERENCE_REASONS,
  type ReferenceManifest,
  type ReferenceMark,
  type ReferenceReasonCode,
  referenceManifestHash,
  signReferenceManifest,
  signWitness,
} from "../reference-values/index.ts";
import { fixedBytes, NOW_MS } from "./fixtures.ts";

const DAY_MS = 86_400_000;
const MANIFEST_KEY = fixedBytes("reference manifest key", 32);
const WITNESS_KEY = fixedBytes("reference witness key", 32);
const ANOTHER_KEY = fixedBytes("another reference key", 32);
const MANIFEST_LABEL = "cocoon/v1 reference-values";
const WITNESS_LABEL = "cocoon/v1 reference-values witness";
const SIGNATURE_BYTES = 64;

const digest = (name: string): string => toHex(fixedBytes(`reference ${name}`, 48));

const MANIFEST: ReferenceManifest = {
  issuer: "vectors",
  class: "production",
  version: 7,
  issuedMs: NOW_MS - DAY_MS,
  expiresMs: NOW_MS + 30 * DAY_MS,
  images: [
    {
      imageVersion: "1.2.0",
      amlSandbox: true,
      measurements: [
        { vcpus: 8, cpu: "EPYC-v4", digest: digest("image 1.2.0 with 8") },
        { vcpus: 16, cpu: "EPYC-v4", digest: digest("image 1.2.0 with 16") },
      ],
    },
    {
      imageVersion: "1.1.0",
      amlSandbox: false,
      measurements: [{ vcpus: 8, cpu: "EPYC-v4", digest: digest("image 1.1.0 with 8") }],
    },
  ],
  gpus: [
    {
      architecture: "GH100",
      driver: "580.95.05",
      vbios: "96.00.5E.00.01",
      measurements: [{ block: 1, digests: [digest("gpu block 1"), digest("gpu block 1 too")] }],
    },
  ],
  models: [{ id: "cocoon-demo", manifest: toHex(fixedBytes("model manifest", 32)) }],
};

interface Signed {
  readonly manifest: Uint8Array;
  readonly witness: Uint8Array;
}

const signed = (manifest: ReferenceManifest, timeMs = NOW_MS - DAY_MS / 2): Signed => {
  const bytes = signReferenceManifest(manifest, new Secret(MANIFEST_KEY));
  return { manifest: bytes, witness: signWitness(bytes, timeMs, new Secret(WITNESS_KEY)) };
};

/** Signs any text, for statements that no honest tool spells so. */
const signText = (labelText: string, key: Uint8Array, text: string): Uint8Array =>
  concatBytes(signEd25519(concatBytes(label(labelText), utf8(text)), key), utf8(text));

const jsonOf = (bytes: Uint8Array): string => new TextDecoder().decode(bytes.subarray(SIGNATURE_BYTES));

const flipped = (bytes: Uint8Array, at: number): Uint8Array => bytes.with(at, (bytes[at] as number) ^ 1);

export interface ReferenceReject {
  readonly name: string;
  readonly clause: string;
  readonly code: ReferenceReasonCode;
  readonly manifest: string;
  readonly witness: string;
  readonly allowSimulated?: boolean;
  readonly nowMs?: number;
  readonly seen?: ReferenceMark;
}

type Context = Pick<ReferenceReject, "allowSimulated" | "nowMs" | "seen">;

function reject(
  name: string,
  code: ReferenceReasonCode,
  { manifest, witness }: Signed,
  context: Context = {},
) {
  const { clause } = REFERENCE_REASONS[code];
  return {
    name,
    clause: `SPEC ${clause}`,
    code,
    manifest: toHex(manifest),
    witness: toHex(witness),
    ...context,
  } satisfies ReferenceReject;
}

export function referenceVectors() {
  const good = signed(MANIFEST);
  const simulated = signed({ ...MANIFEST, class: "simulated" });
  const accept = (name: string, given: Signed, context: Context = {}) => ({
    name,
    clause: "SPEC 10.5",
    manifestJson: jsonOf(given.manifest),
    witnessJson: jsonOf(given.witness),
    manifest: toHex(given.manifest),
    witness: toHex(given.witness),
    manifestHash: referenceManifestHash(given.manifest),
    ...context,
  });
  const mark = (version: number, manifestHash = referenceManifestHash(good.manifest)): Context => ({
    seen: { version, manifestHash },
  });
  return {
    clause: "SPEC 10",
    manifestSignKey: toHex(MANIFEST_KEY),
    witnessSignKey: toHex(WITNESS_KEY),
    keys: {
      manifestKey: toHex(ed25519.getPublicKey(MANIFEST_KEY)),
      witnessKey: toHex(ed25519.getPublicKey(WITNESS_KEY)),
    },
    witnessMaxAgeMs: 7 * DAY_MS,
    nowMs: NOW_MS,
    accept: [
      accept("first seen", good),
      accept("seen before", good, mark(7)),
      accept("newer than those seen", good, mark(6, "00".repeat(32))),
      accept("simulated, where the policy allows it", simulated, { allowSimulated: true }),
      accept("nothing approved", signed({ ...MANIFEST, images: [], gpus: [], models: [] })),
    ],
    reject: [
      ...manifestRejects(good),
      reject("simulated", "reference_values_simulated", simulated),
      ...timeRejects(good),
      reject("older than those seen", "reference_values_rolled_back", good, mark(8)),
      reject("another of the same version", "reference_values_equivocated", good, mark(7, "00".repeat(32))),
      ...witnessRejects(good),
    ],
  };
}

function manifestRejects(good: Signed): ReferenceReject[] {
  const json = jsonOf(good.manifest);
  const spelled = (name: string, text: string) =>
    reject(name, "reference_values_malformed", {
      ...good,
      manifest: signText(MANIFEST_LABEL, MANIFEST_KEY, text),
    });
  const { v, issuer, ...rest } = JSON.parse(json) as Record<string, unknown>;
  const life = json.replace(`${MANIFEST.expiresMs}`, `${MANIFEST.issuedMs + 367 * DAY_MS}`);
  return [
    reject("nothing", "reference_values_malformed", { ...good, manifest: new Uint8Array() }),
    reject("a signature alone", "reference_values_malformed", {
      ...good,
      manifest: good.manifest.subarray(0, SIGNATURE_BYTES),
    }),
    reject("signature changed", "reference_values_signature", {
      ...good,
      manifest: flipped(good.manifest, 0),
    }),
    reject("text changed", "reference_values_signature", {
      ...good,
      manifest: flipped(good.manifest, good.manifest.length - 9),
    }),
    reject("a byte too many", "reference_values_signature", {
      ...good,
      manifest: concatBytes(good.manifest, utf8(" ")),
    }),
    reject("by another key", "reference_values_signature", {
      ...good,
      manifest: signText(MANIFEST_LABEL, ANOTHER_KEY, json),
    }),
    reject("under the witness' label", "reference_values_signature", {
      ...good,
      manifest: signText(WITNESS_LABEL, MANIFEST_KEY, json),
    }),
    spelled("spaces", json.replace(":", ": ")),
    spelled("another order of fields", JSON.stringify({ issuer, v, ...rest })),
    spelled("a field too many", JSON.stringify({ v, issuer, ...rest, more: 1 })),
    spelled("version 2 of the form", json.replace('"v":1', '"v":2')),
    spelled("version 0 of the values", json.replace('"version":7', '"version":0')),
    spelled("a class of no kind", json.replace('"production"', '"test"')),
    spelled("a life of more than 366 days", life),
    spelled(
      "a digest of two images",
      json.replace(digest("image 1.1.0 with 8"), digest("image 1.2.0 with 8")),
    ),
    spelled("a digest in capitals", json.replace(digest("gpu block 1"), digest("gpu block 1").toUpperCase())),
  ];
}

const timeRejects = (good: Signed): ReferenceReject[] => [
  reject("dated more than five minutes ahead", "reference_values_not_yet_valid", good, {
    nowMs: MANIFEST.issuedMs - 5 * 60_000 - 1,
  }),
  reject("at their expiry", "reference_values_expired", good, { nowMs: MANIFEST.expiresMs }),
];

function witnessRejects(good: Signed): ReferenceReject[] {
  const { manifest, witness } = good;
  const json = jsonOf(witness);
  const stated = (text: string): Signed => ({
    manifest,
    witness: signText(WITNESS_LABEL, WITNESS_KEY, text),
  });
  const at = (timeMs: number): Signed => signed(MANIFEST, timeMs);
  return [
    reject("no witness", "witness_missing", { manifest, witness: new Uint8Array() }),
    reject("a witness' signature alone", "witness_malformed", { manifest, witness: witness.subarray(0, 64) }),
    reject("a witness with a field too many", "witness_malformed", stated(json.replace("}", ',"more":1}'))),
    reject("a witness changed", "witness_signature", { manifest, witness: flipped(witness, 70) }),
    reject("a witness by the manifest's key", "witness_signature", {
      manifest,
      witness: signText(WITNESS_LABEL, MANIFEST_KEY, json),
    }),
    reject("a witness of other values", "witness_mismatch", {
      manifest,
      witness: signed({ ...MANIFEST, issuer: "others" }).witness,
    }),
    reject(
      "a witness of another version",
      "witness_mismatch",
      stated(json.replace('"version":7', '"version":8')),
    ),
    reject("a witness dated ahead", "witness_not_yet_valid", at(NOW_MS + 5 * 60_000 + 1)),
    reject("a witness older than seven days", "witness_stale", at(NOW_MS - 7 * DAY_MS - 1)),
  ];
}
