import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { readFile, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { pipeline } from "node:stream/promises";
import { manifestHash, type ModelManifest, parseModelManifest } from "@cocoon/protocol/api";
import { MalformedError } from "@cocoon/protocol/bytes";
import type { ModelFile } from "./engine.ts";

/** A manifest or its GGUF can't be used. The sentence names the file and what to do. */
export class ModelFileError extends Error {
  override readonly name = "ModelFileError";
}

export interface CheckedModel {
  readonly file: ModelFile;
  /** The manifest's exact bytes. */
  readonly manifestBytes: Uint8Array;
}

/**
 * Reads a manifest and checks that the GGUF beside it is the very file it names: requests are sealed to the manifest's
 * hash, so other weights under it would be a false answer. @throws ModelFileError
 */
export async function checkModel(manifestPath: string): Promise<CheckedModel> {
  const manifestBytes = await readManifest(manifestPath);
  const manifest = parse(manifestPath, manifestBytes);
  const path = join(dirname(manifestPath), manifest.gguf.file);
  await checkGguf(path, manifest);
  return { file: { hash: manifestHash(manifestBytes), manifest, path }, manifestBytes };
}

async function readManifest(path: string): Promise<Uint8Array> {
  try {
    return new Uint8Array(await readFile(path));
  } catch {
    throw new ModelFileError(`The manifest ${path} can't be read; check COCOON_MANIFESTS.`);
  }
}

function parse(path: string, bytes: Uint8Array): ModelManifest {
  try {
    return parseModelManifest(bytes);
  } catch (error) {
    if (!(error instanceof MalformedError)) throw error;
    throw new ModelFileError(`The manifest ${path} is not of its form: ${error.message}.`);
  }
}

/** The size first, for it is told at once; then the content. */
async function checkGguf(path: string, { gguf }: ModelManifest): Promise<void> {
  const found = await stat(path).catch(() => null);
  if (!found?.isFile())
    throw new ModelFileError(`The model file ${path} is missing; its manifest lies beside it.`);
  const differs = new ModelFileError(
    `The model file ${path} is not the one its manifest names; fetch it again.`,
  );
  if (found.size !== gguf.sizeBytes) throw differs;
  const hash = createHash("sha256");
  await pipeline(createReadStream(path, { highWaterMark: 1 << 20 }), hash);
  if (hash.digest("hex") !== gguf.sha256) throw differs;
}
