import { x25519 } from "@noble/curves/ed25519.js";
import { concatBytes, toHex } from "../../../bytes/index.ts";
import { encapsulate } from "../../../hpke/x-wing.ts";
import { type Judgement, mismatch } from "../judgement.ts";
import { type JudgedFile, judgement, valueOrNull } from "./judged.ts";
import { ANY_POINT, ANY_SCALAR, combine, ML_KEM_CIPHERTEXT_BYTES } from "./kem.ts";
import { hex, parseWycheproof } from "./wycheproof.ts";

const FORM = { group: {}, test: { m: hex, ek: hex, c: hex, K: hex } };
type Test = ReturnType<typeof parse>["testGroups"][number]["tests"][number];
const parse = (content: unknown) => parseWycheproof(content, "ML-KEM", FORM);

/** ML-KEM-768 as a half of X-Wing: what it encapsulates, and that it refuses keys that are not reduced. */
export async function judgeMlKem(content: unknown): Promise<JudgedFile> {
  const { testGroups, numberOfTests } = parse(content);
  const tests = testGroups.flatMap((group) => group.tests);
  return { judgements: await Promise.all(tests.map(judge)), leftOut: [], cases: numberOfTests };
}

async function judge({ tcId, result, m, ek, c, K }: Test): Promise<Judgement> {
  const id = `test ${tcId}`;
  const made = await valueOrNull(() => encapsulate(concatBytes(ek, ANY_POINT), concatBytes(m, ANY_SCALAR)));
  if (result === "invalid" || !made)
    return judgement(id, mismatch("result", result === "valid", made !== null));
  const ours = x25519.getSharedSecret(ANY_SCALAR, ANY_POINT);
  return judgement(
    id,
    mismatch("ciphertext", toHex(c), toHex(made.enc.subarray(0, ML_KEM_CIPHERTEXT_BYTES))),
    mismatch("secret", toHex(combine(K, ours, ANY_POINT, ANY_POINT)), toHex(made.sharedSecret)),
  );
}

/** A message and a key of one valid test, with the secret: for tests of the other half. */
export function validMlKem(content: unknown): Pick<Test, "m" | "ek" | "K"> {
  const tests = parse(content).testGroups.flatMap((group) => group.tests);
  const found = tests.find(({ result }) => result === "valid");
  if (!found) throw new Error("no test of ML-KEM is valid");
  return found;
}
