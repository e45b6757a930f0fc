import {
  isManifestSignedBy,
  parseReferenceDraft,
  readReferenceManifest,
  REFERENCE_MANIFEST_LIMIT_BYTES,
  type ReferenceDraft,
  referenceManifestHash,
  signReferenceManifest,
} from "@cocoon/protocol/reference-values";
import type { Command } from "./arguments.ts";
import { readWhole } from "./files.ts";
import { readKeyFile } from "./key-file.ts";
import { manifestIn, previousFile, readManifestFile, usable, writeSigned } from "./signed-files.ts";
import { RefusedError } from "./usage-error.ts";

const DAY_MS = 86_400_000;

/** Signs a draft's values with times of now. @returns what to tell the person @throws UsageError, RefusedError */
export function sign(options: Extract<Command, { command: "sign" }>, nowMs: number): string {
  const { folder, days } = options;
  const key = readKeyFile(options.key);
  const draft = readDraft(options.draft);
  const target = manifestIn(folder);
  const previous = previousFile(options.previous, target);
  if (previous !== null) checkPrevious(previous, key.publicKey, draft.version);
  const dated = { ...draft, issuedMs: nowMs, expiresMs: nowMs + days * DAY_MS };
  const signed = usable(options.draft, () => signReferenceManifest(dated, key.secretKey));
  writeSigned(folder, target, signed);
  return (
    `Signed version ${draft.version} of ${draft.images.length} images into ${target}, good until ` +
    `${new Date(dated.expiresMs).toISOString()}.\nhash ${referenceManifestHash(signed)}\n` +
    "No client takes it before the witness has signed for it.\n"
  );
}

function readDraft(path: string): ReferenceDraft {
  const bytes = readWhole("a draft of reference values", path, REFERENCE_MANIFEST_LIMIT_BYTES);
  return usable(path, () => parseReferenceDraft(bytes));
}

/** Clients refuse a lower version, and the same one twice: better that whoever signs hears of it first. */
function checkPrevious(path: string, publicKey: string, version: number): void {
  const bytes = readManifestFile(path);
  const previous = usable(path, () => readReferenceManifest(bytes));
  if (!isManifestSignedBy(bytes, publicKey))
    throw new RefusedError(`${path} is signed by another key; a new key starts with a folder of its own.`);
  if (version <= previous.version)
    throw new RefusedError(
      `Version ${version} is not above ${previous.version}, which ${path} has; raise it in the draft.`,
    );
}
