import * as v from "valibot";
import { count, hexText, millis } from "../api/index.ts";
import { label, sha256, toHex } from "../bytes/index.ts";
import { jsonOfSigned, type SignedKind } from "../signed/signed.ts";
import { MANIFEST } from "./manifest.ts";

export const WITNESS_LIMIT_BYTES = 1024;

const witnessSchema = v.strictObject({
  v: v.literal(1),
  manifestHash: hexText(32),
  version: v.pipe(count(Number.MAX_SAFE_INTEGER), v.minValue(1)),
  timeMs: millis,
});

/** That a manifest was the newest one at that time, as the holder of a second key states it (SPEC 10.4). */
export type WitnessStatement = Omit<v.InferOutput<typeof witnessSchema>, "v">;

export const WITNESS: SignedKind<WitnessStatement> = {
  what: "witness statement",
  label: "cocoon/v1 reference-values witness",
  limitBytes: WITNESS_LIMIT_BYTES,
  schema: v.pipe(
    witnessSchema,
    v.transform(({ v: _version, ...statement }) => statement),
  ),
  fields: ({ manifestHash, version, timeMs }) => ({ v: 1, manifestHash, version, timeMs }),
};

/** Names a manifest: the SHA-256 of its JSON's exact bytes, in hex (SPEC 10.3). @throws MalformedError */
export const referenceManifestHash = (signedManifest: Uint8Array): string =>
  toHex(sha256(label("cocoon/v1 reference-values hash"), jsonOfSigned(MANIFEST, signedManifest)));
