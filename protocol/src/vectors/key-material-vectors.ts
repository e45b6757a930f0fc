import { manifestHash } from "../api/index.ts";
import {
  type Beacon,
  beaconHash,
  encodeKeyMaterial,
  type FreshnessMode,
  gpuNonceOf,
  type KeyMaterial,
  keyIdOf,
  nonceTree,
  type NoncePath,
  reportDataOf,
} from "../attestation/index.ts";
import { toHex, utf8 } from "../bytes/index.ts";
import { fixedBytes, NOW_MS } from "./fixtures.ts";

const HOUR_MS = 3_600_000;
const BEACON: Beacon = { source: "ton", seqno: 51_234_567, rootHash: toHex(fixedBytes("root hash", 32)) };

const MATERIAL: KeyMaterial = {
  hpkePk: fixedBytes("key material hpke key", 1216),
  signPk: fixedBytes("key material signing key", 32),
  createdMs: NOW_MS,
  expiresMs: NOW_MS + 12 * HOUR_MS,
  beacon: BEACON,
  models: [{ id: "cocoon-demo", manifest: toHex(fixedBytes("model manifest", 32)) }],
  gpu: { policy: "none" },
  imageId: "worker-1.0",
};

export interface KeyMaterialAccept {
  readonly name: string;
  readonly clause: string;
  /** The exact text. */
  readonly keyMaterial: string;
}

export interface KeyMaterialReject extends KeyMaterialAccept {
  readonly code: "key_material_malformed";
}

export interface PathVector {
  readonly name: string;
  readonly clause: string;
  readonly root: string;
  readonly nonce: string;
  /** From the leaf up. */
  readonly path: readonly { readonly sibling: string; readonly siblingIs: "left" | "right" }[];
}

/** What `key-material.json` holds: key material, and everything that is hashed from it or beside it (SPEC 2). */
export type KeyMaterialVectors = ReturnType<typeof keyMaterialVectors>;

export function keyMaterialVectors() {
  const accept = accepted();
  const texts = accept.map(({ name, keyMaterial }) => ({ of: name, bytes: utf8(keyMaterial) }));
  const [first] = texts as [(typeof texts)[number]];
  return {
    clause: "SPEC 2",
    accept,
    reject: rejected((accept[0] as KeyMaterialAccept).keyMaterial),
    keyIds: texts.map(({ of, bytes }) => ({
      clause: "SPEC 2.3",
      name: of,
      of,
      keyId: toHex(keyIdOf(bytes)),
    })),
    gpuNonces: texts.map(({ of, bytes }) => ({
      clause: "SPEC 2.9",
      name: of,
      of,
      gpuNonce: toHex(gpuNonceOf(bytes)),
    })),
    manifests: ["", "{}", '{"v":1,"id":"cocoon-demo"}'].map((manifest) => ({
      clause: "SPEC 2.5",
      manifest,
      hash: manifestHash(utf8(manifest)),
    })),
    beacons: (["ton", "simulated"] as const).map((source) => ({
      clause: "SPEC 2.7",
      name: source,
      beacon: { ...BEACON, source },
      freshness: toHex(beaconHash({ ...BEACON, source })),
    })),
    reportData: reportData(first.of, first.bytes),
    ...paths(),
  };
}

const spelled = (changes: Partial<KeyMaterial>): string =>
  new TextDecoder().decode(encodeKeyMaterial({ ...MATERIAL, ...changes }));

const accepted = (): KeyMaterialAccept[] =>
  Object.entries({
    "one model": spelled({}),
    "two models, a simulated beacon, a GPU": spelled({
      models: [...MATERIAL.models, { id: "a.b-c", manifest: "00".repeat(32) }],
      beacon: { ...BEACON, source: "simulated" },
      gpu: { policy: "tee" },
    }),
    "the longest names": spelled({
      models: [{ id: "m".repeat(64), manifest: "ff".repeat(32) }],
      imageId: "I".repeat(128),
    }),
  }).map(([name, keyMaterial]) => ({ name, clause: "SPEC 2.1", keyMaterial }));

/** Each differs from the first accepted one in one place. */
function rejected(text: string): KeyMaterialReject[] {
  const model = JSON.stringify(MATERIAL.models[0]);
  const models = (count: number) => text.replace(`[${model}]`, `[${Array(count).fill(model).join(",")}]`);
  const { v, ...rest } = JSON.parse(text) as Record<string, unknown>;
  const fields: Record<string, string> = {
    "version 2": text.replace('"v":1', '"v":2'),
    "another suite": text.replace("647a-0001-0002", "647a-0001-0003"),
    "a short public key": text.replace(/"hpkePk":"..../, '"hpkePk":"'),
    "a long signing key": text.replace('"signPk":"', '"signPk":"AAAA'),
    "an unknown beacon": text.replace('"ton"', '"moon"'),
    "a block number over 32 bits": text.replace(`${BEACON.seqno}`, "4294967296"),
    "no model": models(0),
    "more than 32 models": models(33),
    "a model's id in capitals": text.replace('"cocoon-demo"', '"Cocoon-demo"'),
    "a GPU policy of no kind": text.replace('"none"', '"maybe"'),
    "an image's name of 129 letters": text.replace('"worker-1.0"', `"${"I".repeat(129)}"`),
    "over 16 KiB": `${text}${" ".repeat(16 * 1024)}`,
  };
  const spellings: Record<string, string> = {
    "a space": text.replace(":", ": "),
    "a line break at the end": `${text}\n`,
    "another order of fields": JSON.stringify({ ...rest, v }),
    "a field too many": text.replace(/}$/, ',"x":1}'),
    "a field missing": JSON.stringify(rest),
    "a field twice": text.replace('"v":1', '"v":1,"v":1'),
    "an escape for a letter": text.replace('"suite"', '"\\u0073uite"'),
    "a number as 1.0": text.replace('"v":1', '"v":1.0'),
    "a digest in capitals": text.replace(BEACON.rootHash, BEACON.rootHash.toUpperCase()),
    "padded base64": text.replace(/("signPk":"[^"]*)"/, '$1="'),
    nothing: "",
  };
  const list = (clause: string, cases: Record<string, string>): KeyMaterialReject[] =>
    Object.entries(cases).map(([name, keyMaterial]) => ({
      name,
      clause,
      code: "key_material_malformed",
      keyMaterial,
    }));
  return [...list("SPEC 2.1", fields), ...list("SPEC 2.2", spellings)];
}

/** The same key in both modes, with device evidence and without: all four differ. */
const reportData = (of: string, keyMaterial: Uint8Array) =>
  (["beacon", "nonce"] as const satisfies readonly FreshnessMode[]).flatMap((mode) =>
    [new Uint8Array(), fixedBytes("device evidence", 100)].map((deviceEvidence) => {
      const freshness = fixedBytes(`freshness by ${mode}`, 32);
      return {
        clause: "SPEC 2.6",
        name: `${mode}, ${deviceEvidence.length === 0 ? "no" : "with"} device evidence`,
        of,
        mode,
        freshness: toHex(freshness),
        deviceEvidence: toHex(deviceEvidence),
        reportData: toHex(reportDataOf({ mode, freshness, keyMaterial, deviceEvidence })),
      };
    }),
  );

const NONCES = ["one", "two", "three", "four", "five"].map((name) => fixedBytes(`nonce ${name}`, 32));

/** Trees of one, two and five nonces; the fifth one's leaf moves up twice without a sibling. */
function paths() {
  const good = [1, 2, 5].flatMap((count) => {
    const { root, paths: ways } = nonceTree(NONCES.slice(0, count));
    return ways.map((path, index) => pathVector(`${index + 1} of ${count}`, root, NONCES[index], path));
  });
  const { root, paths: ways } = nonceTree(NONCES);
  const [first, , third] = ways;
  const turned = (first as NoncePath).map((step) => ({ ...step, siblingIs: "left" as const }));
  return {
    noncePaths: good,
    rejectPaths: [
      pathVector("another nonce", root, NONCES[1], first),
      pathVector("another nonce's path", root, NONCES[0], third),
      pathVector("sides exchanged", root, NONCES[0], turned),
      pathVector("a step left out", root, NONCES[0], first?.slice(1)),
      pathVector("no step", root, NONCES[0], []),
      pathVector("a nonce of 31 bytes", root, NONCES[0]?.subarray(1), first),
      pathVector(
        "eleven steps",
        root,
        NONCES[0],
        Array.from({ length: 11 }, () => ({ sibling: root, siblingIs: "right" as const })),
      ),
    ],
  };
}

const pathVector = (
  name: string,
  root: Uint8Array,
  nonce: Uint8Array | undefined,
  path: NoncePath | undefined,
): PathVector => ({
  name,
  clause: "SPEC 2.8",
  root: toHex(root),
  nonce: toHex(nonce as Uint8Array),
  path: (path as NoncePath).map(({ sibling, siblingIs }) => ({ sibling: toHex(sibling), siblingIs })),
});
