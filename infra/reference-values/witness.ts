import {
  isManifestSignedBy,
  isWitnessSignedBy,
  readReferenceManifest,
  readWitness,
  referenceManifestHash,
  signWitness,
  WITNESS_MAX_AGE_MS,
} from "@cocoon/protocol/reference-values";
import type { Command } from "./arguments.ts";
import { readKeyFile } from "./key-file.ts";
import {
  manifestIn,
  previousFile,
  readManifestFile,
  readWitnessFile,
  usable,
  witnessIn,
  writeSigned,
} from "./signed-files.ts";
import { RefusedError } from "./usage-error.ts";

/** States that a manifest is the newest one now. @returns what to tell the person @throws UsageError, RefusedError */
export function witness(options: Extract<Command, { command: "witness" }>, nowMs: number): string {
  const { folder, manifestKey } = options;
  const key = readKeyFile(options.key);
  if (key.publicKey === manifestKey)
    throw new RefusedError("The witness' key is the manifest's own key; the two belong to two people.");
  const path = manifestIn(folder);
  const manifest = readManifestFile(path);
  const { version, expiresMs } = usable(path, () => readReferenceManifest(manifest));
  if (!isManifestSignedBy(manifest, manifestKey))
    throw new RefusedError(`${path} is not signed by the key that --manifest-key names.`);
  if (expiresMs <= nowMs) throw new RefusedError(`${path} has expired; have a newer manifest signed.`);
  const target = witnessIn(folder);
  const previous = previousFile(options.previous, target);
  if (previous !== null)
    checkPrevious(previous, key.publicKey, { version, manifestHash: referenceManifestHash(manifest) });
  writeSigned(folder, target, signWitness(manifest, nowMs, key.secretKey));
  return `Witnessed version ${version} in ${target}, good until ${new Date(nowMs + WITNESS_MAX_AGE_MS).toISOString()}.\n`;
}

/** A witness that forgets would vouch for a rollback, or for two manifests of one version. */
function checkPrevious(
  path: string,
  publicKey: string,
  now: { readonly version: number; readonly manifestHash: string },
): void {
  const bytes = readWitnessFile(path);
  const before = usable(path, () => readWitness(bytes));
  if (!isWitnessSignedBy(bytes, publicKey))
    throw new RefusedError(`${path} is signed by another key; a new witness starts without it.`);
  if (now.version < before.version)
    throw new RefusedError(`Version ${now.version} is older than ${before.version}, witnessed before.`);
  if (now.version === before.version && now.manifestHash !== before.manifestHash)
    throw new RefusedError(`There are two manifests of version ${now.version}; ask who signs them.`);
}
