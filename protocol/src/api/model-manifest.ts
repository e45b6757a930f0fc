import * as v from "valibot";
import { label, sha256, toHex } from "../bytes/index.ts";
import { LIMITS } from "./limits.ts";
import { count, hexText, parseStrictJson, shortText } from "./strict-json.ts";

const modelId = v.pipe(v.string(), v.regex(/^[a-z0-9][a-z0-9.-]{0,63}$/));

/** Names one exact model: other weights, template or context are another manifest, so another hash (SPEC 2.5). */
const modelManifest = v.strictObject({
  v: v.literal(1),
  id: modelId,
  name: shortText(64),
  description: v.strictObject({ en: shortText(400), ru: shortText(400) }),
  gguf: v.strictObject({
    /** A base name beside the manifest; never a path. */
    file: v.pipe(v.string(), v.regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/)),
    sha256: hexText(32),
    sizeBytes: count(Number.MAX_SAFE_INTEGER),
  }),
  architecture: shortText(32),
  parameters: count(Number.MAX_SAFE_INTEGER),
  quantisation: shortText(16),
  contextTokens: count(1 << 24),
  chatTemplate: shortText(32_768),
  engine: shortText(64),
});

export type ModelManifest = v.InferOutput<typeof modelManifest>;

/** Reads a manifest's exact bytes. @throws MalformedError */
export const parseModelManifest = (bytes: Uint8Array): ModelManifest =>
  parseStrictJson(modelManifest, bytes, "model manifest", LIMITS.manifestBytes);

/** The hash that key material, envelopes and receipts name, over the bytes as received (SPEC 2.5). */
export const manifestHash = (bytes: Uint8Array): string =>
  toHex(sha256(label("cocoon/v1 model-manifest"), bytes));
