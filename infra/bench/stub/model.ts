import { manifestHash, type ModelManifest, parseModelManifest } from "@cocoon/protocol/api";
import { utf8 } from "@cocoon/protocol/bytes";
import { parseQuote } from "@cocoon/protocol/money";
import type { Offer } from "@cocoon/protocol/roster";

const manifest: ModelManifest = {
  v: 1,
  id: "bench",
  name: "Bench",
  description: {
    en: "A model of no weights: its answers are ready.",
    ru: "Модель без весов: ответы уже готовы.",
  },
  gguf: { file: "none.gguf", sha256: "00".repeat(32), sizeBytes: 0 },
  architecture: "none",
  parameters: 0,
  quantisation: "none",
  contextTokens: 4096,
  chatTemplate: "none",
  engine: "none",
};

/** Exact bytes, as a worker's hello carries them. */
export const MANIFEST = utf8(JSON.stringify(manifest));
parseModelManifest(MANIFEST);

/** What stub workers offer: nanoton per million tokens, so that a short answer costs a few hundred. */
export const OFFER: Offer = {
  model: manifest.id,
  manifest: manifestHash(MANIFEST),
  price: parseQuote("1000000/100000/2000000"),
};
