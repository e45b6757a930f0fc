import { label, sha256 } from "../bytes/index.ts";

/**
 * T, what every key wrap is bound to (SPEC 4.8). Without body hash and candidates in it, one candidate could seal
 * another body under the same content key and have an honest candidate answer it.
 */
export const transcriptOf = (
  coreHash: Uint8Array,
  bodyHash: Uint8Array,
  keyIds: readonly Uint8Array[],
): Uint8Array<ArrayBuffer> => sha256(label("cocoon/v1 transcript"), coreHash, bodyHash, ...keyIds);
