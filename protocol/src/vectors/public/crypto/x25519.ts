import { x25519 } from "@noble/curves/ed25519.js";
import { concatBytes, toHex } from "../../../bytes/index.ts";
import { encapsulate } from "../../../hpke/x-wing.ts";
import { type Judgement, mismatch } from "../judgement.ts";
import { type JudgedFile, judgement, valueOrNull } from "./judged.ts";
import { combine } from "./kem.ts";
import { validMlKem } from "./ml-kem.ts";
import { hex, parseWycheproof } from "./wycheproof.ts";

const FORM = { group: {}, test: { public: hex, private: hex, shared: hex } };
type Test = ReturnType<typeof parse>["testGroups"][number]["tests"][number];
const parse = (content: unknown) => parseWycheproof(content, "XDH", FORM);

/**
 * X25519 as a half of X-Wing, with the tests' private keys as ephemeral ones. "Acceptable" here are points that are not
 * reduced, on the twist or of low order: computed as RFC 7748 says, and refused only where the secret comes to zero.
 * @param mlKem the file of ML-KEM, for a second half whose secret is known
 */
export async function judgeX25519(content: unknown, mlKem: unknown): Promise<JudgedFile> {
  const { testGroups, numberOfTests } = parse(content);
  const tests = testGroups.flatMap((group) => group.tests);
  const half = validMlKem(mlKem);
  const judgements = await Promise.all(tests.map((test) => judge(test, half)));
  return { judgements, leftOut: [], cases: numberOfTests };
}

async function judge(test: Test, { m, ek, K }: ReturnType<typeof validMlKem>): Promise<Judgement> {
  const id = `test ${test.tcId}`;
  const randomness = concatBytes(m, test.private);
  const made = await valueOrNull(() => encapsulate(concatBytes(ek, test.public), randomness));
  if (!made || isZero(test.shared))
    return judgement(id, mismatch("result", !isZero(test.shared), made !== null));
  const expected = combine(K, test.shared, x25519.getPublicKey(test.private), test.public);
  return judgement(id, mismatch("secret", toHex(expected), toHex(made.sharedSecret)));
}

const isZero = (bytes: Uint8Array): boolean => bytes.every((byte) => byte === 0);
