import * as v from "valibot";
import { toHex } from "../../../bytes/index.ts";
import { hkdfSha256 } from "../../../hpke/symmetric.ts";
import { mismatch } from "../judgement.ts";
import { type JudgedFile, judgement, valueOrNull } from "./judged.ts";
import { hex, parseWycheproof } from "./wycheproof.ts";

const FORM = { group: {}, test: { ikm: hex, salt: hex, info: hex, size: v.number(), okm: hex } };

/** HKDF-SHA256 as keys of requests and answers are derived; HPKE's own derivations have vectors of HPKE. */
export async function judgeHkdf(content: unknown): Promise<JudgedFile> {
  const { testGroups, numberOfTests } = parseWycheproof(content, "HKDF-SHA-256", FORM);
  const tests = testGroups.flatMap((group) => group.tests);
  const judgements = tests.map(async ({ tcId, result, ikm, salt, info, size, okm }) => {
    const derived = await valueOrNull(() => toHex(hkdfSha256(ikm, salt, info, size)));
    return judgement(`test ${tcId}`, mismatch("key", result === "valid" ? toHex(okm) : null, derived));
  });
  return { judgements: await Promise.all(judgements), leftOut: [], cases: numberOfTests };
}
