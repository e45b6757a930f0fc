import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseModelManifest } from "@cocoon/protocol/api";
import { readGgufFileInfo } from "node-llama-cpp";
import { DEMO_MODELS } from "../stack/network/layout.ts";
import { specialTokens } from "../demo-model/tokenizer/tokenizer.ts";

export const ENDLESS_MODEL = "cocoon-endless";

/** Q8_0: 32 weights in 34 bytes. */
const BLOCK_WEIGHTS = 32;
const BLOCK_BYTES = 34;

/**
 * The demo model with the rows of its special tokens set to zero, which makes each of them as likely as nothing: it never
 * ends its turn, so an answer of it is as long as was asked for, whatever the demo model was trained on.
 * @returns the manifest's path
 */
export async function makeEndlessModel(folder: string): Promise<string> {
  const manifest = parseModelManifest(readFileSync(join(DEMO_MODELS, "cocoon-demo.json")));
  const source = join(DEMO_MODELS, manifest.gguf.file);
  const gguf = readFileSync(source);
  const { tensorInfo = [] } = await readGgufFileInfo(source, { sourceType: "filesystem" });
  const embedding = tensorInfo.find(({ name }) => name === "token_embd.weight");
  if (!embedding) throw new Error("the demo model has no token embedding");
  const rowBytes = (Number(embedding.dimensions[0]) / BLOCK_WEIGHTS) * BLOCK_BYTES;
  const at = Number(embedding.fileOffset);
  gguf.fill(0, at, at + rowBytes * specialTokens.length);
  mkdirSync(folder, { recursive: true });
  const file = `${ENDLESS_MODEL}.gguf`;
  writeFileSync(join(folder, file), gguf);
  const path = join(folder, `${ENDLESS_MODEL}.json`);
  const sha256 = createHash("sha256").update(gguf).digest("hex");
  const own = { ...manifest, id: ENDLESS_MODEL, gguf: { file, sha256, sizeBytes: gguf.length } };
  writeFileSync(path, JSON.stringify(own, null, 2));
  return path;
}
