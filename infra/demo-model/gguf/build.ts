import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { parseModelManifest } from "@cocoon/protocol/api";
import { cacheFolder, modelsFolder, readMerges } from "../files.ts";
import { Tokenizer } from "../tokenizer/tokenizer.ts";
import { readVariants, type Variant } from "../variants.ts";
import { readCheckpoint, type Weights } from "./checkpoint.ts";
import { llamaMetadata } from "./llama.ts";
import { describeModel } from "./manifest.ts";
import { encodeGguf, type Tensor } from "./write.ts";

/** Turns every variant's checkpoint into models/<id>.gguf and its manifest models/<id>.json. */
function main(): void {
  const tokenizer = new Tokenizer(readMerges());
  mkdirSync(modelsFolder, { recursive: true });
  for (const [id, variant] of Object.entries(readVariants())) {
    const weights = readCheckpoint(readFileSync(new URL(`${variant.checkpoint}.safetensors`, cacheFolder)));
    const gguf = encodeGguf(
      llamaMetadata(variant, tokenizer),
      weights.map((tensor) => withType(tensor, variant)),
    );
    const manifest = Buffer.from(`${JSON.stringify(describeModel(id, variant, weights, gguf), null, 2)}\n`);
    parseModelManifest(manifest);
    writeFileSync(new URL(`${id}.gguf`, modelsFolder), gguf);
    writeFileSync(new URL(`${id}.json`, modelsFolder), manifest);
    console.log(`${id}: ${variant.quantisation}, ${gguf.length} bytes`);
  }
}

/** llama.cpp wants norms in full; the embedding, which is also the output, suffers most from four bits. */
function withType(tensor: Weights, { quantisation }: Variant): Tensor {
  if (tensor.shape.length === 1) return { ...tensor, type: "F32" };
  if (tensor.name === "token_embd.weight" && quantisation === "Q4_0") return { ...tensor, type: "Q8_0" };
  return { ...tensor, type: quantisation };
}

main();
