import { existsSync } from "node:fs";
import { dirname } from "node:path";
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
  readManifestFile,
  readWitnessFile,
  usable,
  witnessIn,
  writeSigned,
} from "./signed-files.ts";
import { RefusedError } from "./usage-error.ts";

/**
 * States that a manifest is the newest one now. What this key has witnessed is remembered beside the key: the folder comes
 * from whoever asks for the statement, and could be an old one.
 * @returns what to tell the person @throws UsageError, RefusedError
 */
export function witness(options: Extract<Command, { command: "witness" }>, nowMs: number): string {
  const { folder, manifestKey } = options;
  const key = readKeyFile(options.key);
  if (key.publicKey === manifestKey)
    throw new RefusedError("The witness' key is the manifest's own key; the two belong to two people.");
  const path = manifestIn(folder);
  const manifest = readManifestFile(path);
  const { version, expiresMs, images } = usable(path, () => readReferenceManifest(manifest));
  if (!isManifestSignedBy(manifest, manifestKey))
    throw new RefusedError(`${path} is not signed by the key that --manifest-key names.`);
  if (expiresMs <= nowMs) throw new RefusedError(`${path} has expired; have a newer manifest signed.`);
  const manifestHash = referenceManifestHash(manifest);
  const [target, record] = [witnessIn(folder), `${options.key}.last`];
  if (!existsSync(record) && !options.first)
    throw new RefusedError(
      `There is no ${record}, which says what this key witnessed last; find it, or pass --first if that is nothing.`,
    );
  for (const before of [record, target])
    if (existsSync(before)) checkPrevious(before, key.publicKey, { version, manifestHash });
  const statement = signWitness(manifest, nowMs, key.secretKey);
  // The record first: a crash in between must not leave a statement that this key does not remember.
  writeSigned(dirname(record), record, statement);
  writeSigned(folder, target, statement);
  return (
    `Witnessed version ${version} of ${images.length} images in ${target}, good until ` +
    `${new Date(nowMs + WITNESS_MAX_AGE_MS).toISOString()}.\nhash ${manifestHash}\n`
  );
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
