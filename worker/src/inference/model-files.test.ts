import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { manifestHash } from "@cocoon/protocol/api";
import { sha256, toHex, utf8 } from "@cocoon/protocol/bytes";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { testManifest } from "../testing/manifest.ts";
import { checkModel, checkWeights, findModel, ModelFileError } from "./model-files.ts";

const GGUF = utf8("GGUF weights");
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "cocoon-model-"));
});
afterEach(() => rm(folder, { recursive: true }));

const manifest = (gguf: Uint8Array = GGUF) =>
  testManifest({ gguf: { file: "model.gguf", sha256: toHex(sha256(gguf)), sizeBytes: gguf.length } });

const write = async (bytes: Uint8Array | string, gguf: Uint8Array | null = GGUF): Promise<string> => {
  if (gguf) await writeFile(join(folder, "model.gguf"), gguf);
  const path = join(folder, "model.json");
  await writeFile(path, bytes);
  return path;
};

const failure = async (path: string): Promise<string> => {
  const error: unknown = await checkModel(path).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(ModelFileError);
  return (error as Error).message;
};

describe("a model's files", () => {
  it("are taken when the GGUF is the very one that the manifest names", async () => {
    const bytes = manifest();
    const { file, manifestBytes } = await checkModel(await write(bytes));
    expect(file.hash).toBe(manifestHash(bytes));
    expect(file.path).toBe(join(folder, "model.gguf"));
    expect(manifestBytes).toEqual(new Uint8Array(bytes));
  });

  it("are refused when the weights differ in one bit", async () => {
    const other = new Uint8Array(GGUF);
    other[5] = (other[5] as number) ^ 1;
    expect(await failure(await write(manifest(), other))).toContain("is not the one its manifest names");
  });

  it("are found by size alone, before the weights are read", async () => {
    const other = new Uint8Array(GGUF);
    other[5] = (other[5] as number) ^ 1;
    const { file } = await findModel(await write(manifest(), other));
    await expect(checkWeights(file)).rejects.toThrow("is not the one its manifest names");
    await expect(findModel(await write(manifest(), utf8("GGUF")))).rejects.toThrow(ModelFileError);
  });

  it("are refused when the size differs, or the file is missing", async () => {
    expect(await failure(await write(manifest(), utf8("GGUF")))).toContain(
      "is not the one its manifest names",
    );
    await rm(join(folder, "model.gguf"));
    expect(await failure(await write(manifest(), null))).toContain("is missing");
  });

  it("are refused with a manifest that can't be read or is not one", async () => {
    expect(await failure(join(folder, "none.json"))).toContain("can't be read");
    expect(await failure(await write("{"))).toContain("is not JSON");
    expect(await failure(await write('{"v":1}'))).toContain("is not of its form");
  });
});
