import * as v from "valibot";
import { equalBytes } from "../../bytes/index.ts";
import { encodeIdBlock, idKeyDigest, parseIdBlock } from "../../launch/index.ts";
import { type Judgement, mismatch } from "./judgement.ts";
import { base64, derBlocksOf } from "./pem.ts";

const vectorSchema = v.object({
  id: v.optional(v.string()),
  launch_digest_b64: v.string(),
  id_block_b64: v.string(),
  id_public_key_pem: v.string(),
  author_public_key_pem: v.string(),
  id_key_digest_b64: v.string(),
  author_key_digest_b64: v.string(),
});

export const idBlockManifestSchema = v.object({
  format: v.literal("snp-idblock-vectors/1"),
  vectors: v.array(vectorSchema),
});

/** Reads each ID block and writes it again, and computes the digests of both keys. */
export const judgeIdBlocks = ({ vectors }: v.InferOutput<typeof idBlockManifestSchema>): Judgement[] =>
  vectors.map((vector, i) => {
    const bytes = base64(vector.id_block_b64);
    const block = parseIdBlock(bytes);
    const digest = (pem: string): string => toBase64(idKeyDigest(derOf(pem)));
    return {
      id: vector.id ?? `id block ${i}`,
      mismatches: [
        ...mismatch("launch digest", vector.launch_digest_b64, toBase64(block.launchDigest)),
        ...mismatch("ID block", true, equalBytes(encodeIdBlock(block), bytes)),
        ...mismatch("ID key digest", vector.id_key_digest_b64, digest(vector.id_public_key_pem)),
        ...mismatch("author key digest", vector.author_key_digest_b64, digest(vector.author_public_key_pem)),
      ],
      otherReason: null,
    };
  });

const derOf = (pem: string): Uint8Array => {
  const [der] = derBlocksOf(pem);
  if (!der) throw new Error("not a public key in PEM");
  return der;
};
const toBase64 = (bytes: Uint8Array): string => btoa(String.fromCharCode(...bytes));
