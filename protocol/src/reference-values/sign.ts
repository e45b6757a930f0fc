import { fromHex, type Secret } from "../bytes/index.ts";
import { MANIFEST, type ReferenceManifest } from "./manifest.ts";
import { encodeSigned, isSignedBy, jsonOfSigned, readStatement } from "../signed/signed.ts";
import { referenceManifestHash, WITNESS, type WitnessStatement } from "./witness.ts";

/** signature(64) ‖ JSON (SPEC 10.3). @param signKey Ed25519, 32 bytes @throws MalformedError for values no reader takes */
export const signReferenceManifest = (
  manifest: ReferenceManifest,
  signKey: Secret<Uint8Array>,
): Uint8Array<ArrayBuffer> => encodeSigned(MANIFEST, manifest, signKey);

/** States that this manifest is the newest one now (SPEC 10.4). @throws MalformedError when it is no manifest */
export function signWitness(
  signedManifest: Uint8Array,
  timeMs: number,
  signKey: Secret<Uint8Array>,
): Uint8Array<ArrayBuffer> {
  const manifestHash = referenceManifestHash(signedManifest);
  const { version } = readReferenceManifest(signedManifest);
  return encodeSigned(WITNESS, { manifestHash, version, timeMs }, signKey);
}

/** What a signed manifest says, whoever signed it: to be shown, never to be relied on. @throws MalformedError */
export const readReferenceManifest = (signed: Uint8Array): ReferenceManifest =>
  readStatement(MANIFEST, jsonOfSigned(MANIFEST, signed));

/** The same of a witness statement. @throws MalformedError */
export const readWitness = (signed: Uint8Array): WitnessStatement =>
  readStatement(WITNESS, jsonOfSigned(WITNESS, signed));

/** Whether that key (32 bytes in hex) signed the manifest; nothing of its age. @throws MalformedError */
export const isManifestSignedBy = (signed: Uint8Array, manifestKey: string): boolean =>
  isSignedBy(MANIFEST, signed, fromHex(manifestKey));

/** The same of a witness statement. @throws MalformedError */
export const isWitnessSignedBy = (signed: Uint8Array, witnessKey: string): boolean =>
  isSignedBy(WITNESS, signed, fromHex(witnessKey));
