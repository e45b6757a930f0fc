import { manifestHash } from "../../api/index.ts";
import {
  beaconHash,
  gpuNonceOf,
  isNonceUnder,
  keyIdOf,
  parseKeyMaterial,
  reportDataOf,
} from "../../attestation/index.ts";
import { fromHex, MalformedError, toHex, utf8 } from "../../bytes/index.ts";
import type { KeyMaterialVectors, PathVector } from "../key-material-vectors.ts";
import { type Judgement, mismatch } from "../public/judgement.ts";

/** Reads key material or refuses it, derives what is derived from it, and walks each nonce's path. */
export function judgeKeyMaterial(vectors: KeyMaterialVectors): Judgement[] {
  const textOf = (name: string): Uint8Array => {
    const found = vectors.accept.find((vector) => vector.name === name);
    if (!found) throw new Error(`no accepted vector is called ${name}`);
    return utf8(found.keyMaterial);
  };
  return [
    ...vectors.accept.map(({ name, clause, keyMaterial }) =>
      judged(`reads: ${name} (${clause})`, true, isRead(utf8(keyMaterial))),
    ),
    ...vectors.reject.map(({ name, clause, keyMaterial }) =>
      judged(`refuses: ${name} (${clause})`, false, isRead(utf8(keyMaterial))),
    ),
    ...vectors.keyIds.map(({ of, keyId }) => judged(`key id: ${of}`, keyId, toHex(keyIdOf(textOf(of))))),
    ...vectors.gpuNonces.map(({ of, gpuNonce }) =>
      judged(`GPU nonce: ${of}`, gpuNonce, toHex(gpuNonceOf(textOf(of)))),
    ),
    ...vectors.manifests.map(({ manifest, hash }) =>
      judged(`manifest: ${manifest}`, hash, manifestHash(utf8(manifest))),
    ),
    ...vectors.beacons.map(({ name, beacon, freshness }) =>
      judged(`beacon: ${name}`, freshness, toHex(beaconHash(beacon))),
    ),
    ...vectors.reportData.map((vector) =>
      judged(
        `report data: ${vector.name}`,
        vector.reportData,
        toHex(reportDataFor(vector, textOf(vector.of))),
      ),
    ),
    ...vectors.noncePaths.map((vector) => judged(`path: ${vector.name}`, true, leadsToRoot(vector))),
    ...vectors.rejectPaths.map((vector) => judged(`no path: ${vector.name}`, false, leadsToRoot(vector))),
  ];
}

const judged = (id: string, expected: unknown, got: unknown): Judgement => ({
  id,
  mismatches: mismatch("result", expected, got),
  otherReason: null,
});

function isRead(bytes: Uint8Array): boolean {
  try {
    parseKeyMaterial(bytes);
    return true;
  } catch (error) {
    if (error instanceof MalformedError) return false;
    throw error;
  }
}

const reportDataFor = (
  { mode, freshness, deviceEvidence }: KeyMaterialVectors["reportData"][number],
  keyMaterial: Uint8Array,
): Uint8Array =>
  reportDataOf({ mode, freshness: fromHex(freshness), keyMaterial, deviceEvidence: fromHex(deviceEvidence) });

const leadsToRoot = ({ root, nonce, path }: PathVector): boolean =>
  isNonceUnder(
    fromHex(root),
    fromHex(nonce),
    path.map(({ sibling, siblingIs }) => ({ sibling: fromHex(sibling), siblingIs })),
  );
