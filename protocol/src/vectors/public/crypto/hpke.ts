import * as v from "valibot";
import { toHex } from "../../../bytes/index.ts";
import { keySchedule } from "../../../hpke/key-schedule.ts";
import { keyPairFromSeed } from "../../../hpke/keys.ts";
import { nonceAt } from "../../../hpke/symmetric.ts";
import { decapsulate, encapsulate, KEM_ID } from "../../../hpke/x-wing.ts";
import { type Judgement, type Mismatch, mismatch } from "../judgement.ts";
import { type JudgedFile, type LeftOut, judgement } from "./judged.ts";
import { hex } from "./wycheproof.ts";

const vectorSchema = v.object({
  mode: v.number(),
  kem_id: v.number(),
  kdf_id: v.number(),
  aead_id: v.number(),
  info: hex,
  ikmE: hex,
  skRm: hex,
  pkRm: hex,
  enc: hex,
  shared_secret: hex,
  key: hex,
  base_nonce: hex,
  encryptions: v.array(v.object({ nonce: hex })),
  exports: v.array(v.object({ exporter_context: hex, L: v.number(), exported_value: hex })),
});
type Vector = v.InferOutput<typeof vectorSchema>;

const HKDF_SHA256 = 1;
const KEM = `0x${KEM_ID.toString(16)}`;

/**
 * HPKE over our KEM. No published case has our AEAD too: theirs is ChaCha20-Poly1305, which this package lacks. So all that
 * HPKE derives for it is compared, from the shared secret to key, nonces and exported values, and the ciphertexts of another
 * cipher are left out.
 */
export async function judgeHpke(content: unknown): Promise<JudgedFile> {
  const vectors = v.parse(v.array(vectorSchema), content);
  const judgements = await Promise.all(
    vectors.flatMap((vector, index) => (vector.kem_id === KEM_ID ? [judge(vector, `case ${index}`)] : [])),
  );
  return { judgements, leftOut: leftOut(vectors), cases: vectors.length };
}

const leftOut = (vectors: readonly Vector[]): LeftOut[] =>
  vectors
    .filter(({ kem_id }) => kem_id !== KEM_ID)
    .map(({ kem_id }) => ({ reason: `KEM 0x${kem_id.toString(16)}: ours is ${KEM}`, cases: 1 }));

/** A case under another KDF than HKDF-SHA256 is judged as far as its KEM goes. */
async function judge(vector: Vector, id: string): Promise<Judgement> {
  const { publicKey } = await keyPairFromSeed(vector.skRm);
  const made = await encapsulate(vector.pkRm, vector.ikmE);
  const [kdf, secret] = [vector.kdf_id, toHex(vector.shared_secret)];
  return judgement(
    kdf === HKDF_SHA256 ? id : `${id}, its KEM only: KDF 0x${kdf.toString(16)} is not ours`,
    mismatch("mode", 0, vector.mode),
    mismatch("public key", toHex(vector.pkRm), toHex(publicKey)),
    mismatch("encapsulation", toHex(vector.enc), toHex(made.enc)),
    mismatch("shared secret of the sender", secret, toHex(made.sharedSecret)),
    mismatch("shared secret of the recipient", secret, toHex(await decapsulate(vector.skRm, vector.enc))),
    kdf === HKDF_SHA256 ? judgeSchedule(vector) : [],
  );
}

/** What both sides derive from the shared secret, by the key schedule that envelopes go through. */
function judgeSchedule(vector: Vector): Mismatch[] {
  const { key, baseNonce, exported } = keySchedule(vector.shared_secret, vector.info, vector.aead_id);
  return [
    ...mismatch("key", toHex(vector.key), toHex(key)),
    ...mismatch("base nonce", toHex(vector.base_nonce), toHex(baseNonce)),
    ...mismatch(
      "nonces",
      vector.encryptions.map(({ nonce }) => toHex(nonce)),
      vector.encryptions.map((_, index) => toHex(nonceAt(baseNonce, index))),
    ),
    ...mismatch(
      "exported values",
      vector.exports.map(({ exported_value }) => toHex(exported_value)),
      vector.exports.map(({ exporter_context, L }) => toHex(exported(exporter_context, L))),
    ),
  ];
}
