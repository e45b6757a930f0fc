import { AeadId, type AeadInterface, CipherSuite, HkdfSha256 } from "@hpke/core";
import * as v from "valibot";
import { toHex } from "../../../bytes/index.ts";
import { keyPairFromSeed } from "../../../hpke/keys.ts";
import { kem } from "../../../hpke/suite.ts";
import { type Judgement, type Mismatch, mismatch } from "../judgement.ts";
import { type JudgedFile, type LeftOut, judgement } from "./judged.ts";
import { decapsulate, encapsulate } from "./kem.ts";
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
  encryptions: v.array(v.object({ nonce: hex })),
  exports: v.array(v.object({ exporter_context: hex, L: v.number(), exported_value: hex })),
});
type Vector = v.InferOutput<typeof vectorSchema>;

const HKDF_SHA256 = 1;
const KEM = `0x${kem.id.toString(16)}`;

/**
 * HPKE over our KEM. No published case has our AEAD too: theirs is ChaCha20-Poly1305, which this package lacks. So its
 * place is taken by one that notes its key and nonces and has no cipher: everything that HPKE derives is compared, from
 * the shared secret to keys, nonces and exported values, and the ciphertexts of another cipher are left out.
 */
export async function judgeHpke(content: unknown): Promise<JudgedFile> {
  const vectors = v.parse(v.array(vectorSchema), content);
  const judgements = await Promise.all(
    vectors.flatMap((vector, index) => (vector.kem_id === kem.id ? [judge(vector, `case ${index}`)] : [])),
  );
  return { judgements, leftOut: leftOut(vectors), cases: vectors.length };
}

const leftOut = (vectors: readonly Vector[]): LeftOut[] =>
  vectors
    .filter(({ kem_id }) => kem_id !== kem.id)
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
    kdf === HKDF_SHA256 ? await judgeSchedule(vector) : [],
  );
}

/** What HPKE derives on the recipient's side, by the key schedule that envelopes go through. */
async function judgeSchedule(vector: Vector): Promise<Mismatch[]> {
  const noted: Noted = { keys: [], nonces: [] };
  const suite = new CipherSuite({ kem, kdf: new HkdfSha256(), aead: noting(vector.aead_id, noted) });
  const recipientKey = await kem.deserializePrivateKey(vector.skRm);
  const context = await suite.createRecipientContext({ recipientKey, enc: vector.enc, info: vector.info });
  for (const _ of vector.encryptions) await context.open(new Uint8Array());
  const exported = await Promise.all(
    vector.exports.map(({ exporter_context, L }) => context.export(exporter_context, L)),
  );
  return [
    ...mismatch("keys", [toHex(vector.key)], noted.keys),
    ...mismatch(
      "nonces",
      vector.encryptions.map(({ nonce }) => toHex(nonce)),
      noted.nonces,
    ),
    ...mismatch(
      "exported values",
      vector.exports.map(({ exported_value }) => toHex(exported_value)),
      exported.map((value) => toHex(new Uint8Array(value))),
    ),
  ];
}

interface Noted {
  readonly keys: string[];
  readonly nonces: string[];
}

/** Stands where ChaCha20-Poly1305 would and seals nothing. */
function noting(id: number, noted: Noted): AeadInterface {
  if (id !== AeadId.Chacha20Poly1305) throw new Error(`sizes of AEAD ${id} are not known`);
  const note = (iv: ArrayBufferLike | ArrayBufferView): Promise<ArrayBuffer> => {
    noted.nonces.push(toHex(bytesOf(iv)));
    return Promise.resolve(new ArrayBuffer(0));
  };
  return {
    id,
    keySize: 32,
    nonceSize: 12,
    tagSize: 16,
    createEncryptionContext: (key) => {
      noted.keys.push(toHex(bytesOf(key)));
      return { seal: note, open: note };
    },
  };
}

const bytesOf = (part: ArrayBufferLike | ArrayBufferView): Uint8Array =>
  ArrayBuffer.isView(part)
    ? new Uint8Array(part.buffer, part.byteOffset, part.byteLength)
    : new Uint8Array(part);
