import type { ModelManifest } from "@cocoon/protocol/api";
import { utf8 } from "@cocoon/protocol/bytes";

/** A manifest's exact bytes for engines that read no file. */
export const testManifest = (changes: Partial<ModelManifest> = {}): Uint8Array<ArrayBuffer> =>
  utf8(
    JSON.stringify({
      v: 1,
      id: "test-echo",
      name: "Test Echo",
      description: { en: "Says what it is told.", ru: "Повторяет сказанное." },
      gguf: { file: "none.gguf", sha256: "00".repeat(32), sizeBytes: 0 },
      architecture: "none",
      parameters: 0,
      quantisation: "none",
      contextTokens: 4096,
      chatTemplate: "{{ messages }}",
      engine: "echo",
      ...changes,
    } satisfies ModelManifest),
  );
