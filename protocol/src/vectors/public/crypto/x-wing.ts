import * as v from "valibot";
import { toHex } from "../../../bytes/index.ts";
import { keyPairFromSeed } from "../../../hpke/keys.ts";
import { decapsulate, encapsulate } from "../../../hpke/x-wing.ts";
import { type Judgement, mismatch } from "../judgement.ts";
import { type JudgedFile, judgement } from "./judged.ts";
import { hex } from "./wycheproof.ts";

const vectorSchema = v.object({ seed: hex, eseed: hex, ss: hex, sk: hex, pk: hex, ct: hex });
type Vector = v.InferOutput<typeof vectorSchema>;

/** The draft's own vectors: key generation, encapsulation with given randomness, decapsulation. */
export async function judgeXWing(content: unknown): Promise<JudgedFile> {
  const vectors = v.parse(v.array(vectorSchema), content);
  return { judgements: await Promise.all(vectors.map(judge)), leftOut: [], cases: vectors.length };
}

async function judge({ seed, eseed, ss, sk, pk, ct }: Vector, index: number): Promise<Judgement> {
  const { publicKey, privateKey } = await keyPairFromSeed(seed);
  const made = await encapsulate(pk, eseed);
  return judgement(
    `case ${index}`,
    mismatch("public key", toHex(pk), toHex(publicKey)),
    mismatch("private key", toHex(sk), toHex(privateKey.reveal())),
    mismatch("encapsulation", toHex(ct), toHex(made.enc)),
    mismatch("shared secret of the sender", toHex(ss), toHex(made.sharedSecret)),
    mismatch("shared secret of the recipient", toHex(ss), toHex(await decapsulate(sk, ct))),
  );
}
