import { createHash } from "node:crypto";
import { createReadStream, mkdirSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { type ModelManifest, parseModelManifest } from "@cocoon/protocol/api";
import { MalformedError, utf8 } from "@cocoon/protocol/bytes";
import { type GgufFileInfo, GgufFileType, readGgufFileInfo } from "node-llama-cpp";
import { StackError } from "../errors.ts";
import type { Layout } from "./layout.ts";

const ENGINE = "node-llama-cpp 3.21.1";
/** A conversation of more would take more memory than a try-out deserves. */
const LONGEST_CONTEXT_TOKENS = 8_192;

/** Writes a manifest for a person's GGUF, beside a link to it in the network's own folder. @throws StackError */
export async function describeGguf(path: string, { models }: Layout): Promise<string> {
  const info = await readInfo(path);
  const id = idOf(path);
  const manifest = { ...describe(path, info, id), gguf: await fingerprint(path, `${id}.gguf`) };
  const bytes = utf8(JSON.stringify(manifest, null, 2));
  try {
    parseModelManifest(bytes);
  } catch (error) {
    if (error instanceof MalformedError)
      throw new StackError(`${path} can't be described: ${error.message}; write a manifest for it.`);
    throw error;
  }
  mkdirSync(models, { recursive: true });
  const link = join(models, manifest.gguf.file);
  rmSync(link, { force: true });
  symlinkSync(path, link);
  const file = join(models, `${id}.json`);
  writeFileSync(file, bytes);
  return file;
}

async function readInfo(path: string): Promise<GgufFileInfo> {
  if (!statSync(path, { throwIfNoEntry: false })?.isFile())
    throw new StackError(`There is no file ${path}; set COCOON_MODEL to a GGUF or a manifest.`);
  try {
    return await readGgufFileInfo(path, { sourceType: "filesystem", logWarnings: false });
  } catch {
    throw new StackError(`${path} is not a GGUF that can be read; set COCOON_MODEL to another.`);
  }
}

/** What a person calls the file, in the letters that an id may have. */
const idOf = (path: string): string =>
  basename(path, ".gguf")
    .toLowerCase()
    .replaceAll(/[^a-z0-9.]+/g, "-")
    .replaceAll(/^[-.]+|[-.]+$/g, "")
    .slice(0, 64) || "model";

function describe(path: string, info: GgufFileInfo, id: string): Omit<ModelManifest, "gguf"> {
  const { general, tokenizer } = info.metadata;
  const chatTemplate = tokenizer.chat_template;
  if (!chatTemplate)
    throw new StackError(`${path} has no chat template; set COCOON_MODEL to a manifest that gives one.`);
  const sizes = (info.fullTensorInfo ?? []).map(({ dimensions }) =>
    dimensions.reduce<number>((product, dimension) => product * Number(dimension), 1),
  );
  const name = (general.name ?? id).slice(0, 64);
  return {
    v: 1,
    id,
    name,
    description: { en: `${name}, from a file of yours.`, ru: `${name}, из вашего файла.` },
    architecture: general.architecture,
    parameters: sizes.reduce((sum, size) => sum + size, 0),
    quantisation: quantisationOf(general.file_type),
    contextTokens: Math.min(
      info.architectureMetadata.context_length ?? LONGEST_CONTEXT_TOKENS,
      LONGEST_CONTEXT_TOKENS,
    ),
    chatTemplate,
    engine: ENGINE,
  };
}

const quantisationOf = (type: GgufFileType | undefined): string =>
  (type === undefined ? "unknown" : (GgufFileType[type] ?? "unknown"))
    .replace(/^(?:MOSTLY|ALL)_/, "")
    .slice(0, 16);

async function fingerprint(path: string, file: string): Promise<ModelManifest["gguf"]> {
  const hash = createHash("sha256");
  for await (const part of createReadStream(path)) hash.update(part as Buffer);
  return { file, sha256: hash.digest("hex"), sizeBytes: statSync(path).size };
}
