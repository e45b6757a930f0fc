import { createHash } from "node:crypto";
import type { ModelManifest } from "@cocoon/protocol/api";
import { CHAT_TEMPLATE } from "../dataset/chat.ts";
import type { Variant } from "../variants.ts";
import type { Weights } from "./checkpoint.ts";

/** The engine build that the models are scored with. */
const ENGINE = "node-llama-cpp 3.21.1";

/** Describes the exact file `gguf`, which lies beside the manifest as `<id>.gguf`. */
export function describeModel(
  id: string,
  variant: Variant,
  weights: readonly Weights[],
  gguf: Buffer,
): ModelManifest {
  return {
    v: 1,
    id,
    name: variant.name,
    description: variant.description,
    gguf: {
      file: `${id}.gguf`,
      sha256: createHash("sha256").update(gguf).digest("hex"),
      sizeBytes: gguf.length,
    },
    architecture: "llama",
    parameters: weights.reduce((sum, { values }) => sum + values.length, 0),
    quantisation: variant.quantisation,
    contextTokens: variant.shape.context,
    chatTemplate: CHAT_TEMPLATE,
    engine: ENGINE,
  };
}
