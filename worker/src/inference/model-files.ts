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

export interface FoundModel {
  readonly file: ModelFile;
  /** The manifest's exact bytes. */
  readonly manifestBytes: Uint8Array;
}

/** {@link findModel}, then {@link checkWeights}. @throws ModelFileError */
export async function checkModel(manifestPath: string): Promise<FoundModel> {
  const model = await findModel(manifestPath);
  await checkWeights(model.file);
  return model;
}

/** Reads a manifest and finds the GGUF beside it, of the size it names: what is told at once. @throws ModelFileError */
export async function findModel(manifestPath: string): Promise<FoundModel> {
  const manifestBytes = await readManifest(manifestPath);
  const manifest = parse(manifestPath, manifestBytes);
  const path = join(dirname(manifestPath), manifest.gguf.file);
  await checkSize(path, manifest);
  return { file: { hash: manifestHash(manifestBytes), manifest, path }, manifestBytes };
}

/**
 * Reads the whole GGUF, minutes for large weights, and checks that it is the very file that the manifest names: requests
 * are sealed to the manifest's hash, so other weights under it would be a false answer. @throws ModelFileError
 */
export async function checkWeights({ path, manifest }: ModelFile): Promise<void> {
  const hash = createHash("sha256");
  await pipeline(createReadStream(path, { highWaterMark: 1 << 20 }), hash);
  if (hash.digest("hex") !== manifest.gguf.sha256) throw differs(path);
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

async function checkSize(path: string, { gguf }: ModelManifest): Promise<void> {
  const found = await stat(path).catch(() => null);
  if (!found?.isFile())
    throw new ModelFileError(`The model file ${path} is missing; its manifest lies beside it.`);
  if (found.size !== gguf.sizeBytes) throw differs(path);
}

const differs = (path: string): ModelFileError =>
  new ModelFileError(`The model file ${path} is not the one its manifest names; fetch it again.`);
