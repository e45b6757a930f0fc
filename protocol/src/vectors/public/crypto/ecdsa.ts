import { isP384, verifyEcdsaP384 } from "../../../attestation/algorithms.ts";
import { mismatch } from "../judgement.ts";
import { type JudgedFile, judgement } from "./judged.ts";
import { hex, parseWycheproof } from "./wycheproof.ts";

const FORM = { group: { publicKeyDer: hex }, test: { msg: hex, sig: hex } };

/** ECDSA on P-384 with raw signatures, as a report's is verified. */
export async function judgeEcdsa(content: unknown): Promise<JudgedFile> {
  const { testGroups, numberOfTests } = parseWycheproof(content, "ECDSA", FORM);
  const judgements = testGroups.flatMap(({ publicKeyDer, tests }) =>
    tests.map(async ({ tcId, result, msg, sig }) =>
      judgement(
        `test ${tcId}`,
        mismatch("key is of the form", true, isP384(publicKeyDer)),
        mismatch("signature holds", result === "valid", await verifyEcdsaP384(publicKeyDer, sig, msg)),
      ),
    ),
  );
  return { judgements: await Promise.all(judgements), leftOut: [], cases: numberOfTests };
}
