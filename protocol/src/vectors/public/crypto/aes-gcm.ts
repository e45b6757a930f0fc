import * as v from "valibot";
import { concatBytes, toHex } from "../../../bytes/index.ts";
import { importGcmKey, openGcm, sealGcm } from "../../../hpke/symmetric.ts";
import { type Judgement, mismatch } from "../judgement.ts";
import { type JudgedFile, judgement } from "./judged.ts";
import { hex, parseWycheproof } from "./wycheproof.ts";

const FORM = {
  group: { keySize: v.number(), ivSize: v.number(), tagSize: v.number() },
  test: { key: hex, iv: hex, aad: hex, msg: hex, ct: hex, tag: hex },
};
type Group = ReturnType<typeof parse>["testGroups"][number];
type Test = Group["tests"][number];
const parse = (content: unknown) => parseWycheproof(content, "AES-GCM", FORM);

const isOurs = ({ keySize, ivSize, tagSize }: Group): boolean =>
  keySize === 256 && ivSize === 96 && tagSize === 128;

/** AES-256-GCM, by which bodies, frames and wrapped content keys are sealed. */
export async function judgeAesGcm(content: unknown): Promise<JudgedFile> {
  const { testGroups, numberOfTests } = parse(content);
  const tests = testGroups.filter(isOurs).flatMap((group) => group.tests);
  return {
    judgements: await Promise.all(tests.map(judge)),
    leftOut: testGroups
      .filter((group) => !isOurs(group))
      .map(({ keySize, ivSize, tests: { length } }) => ({
        reason: `a key of ${keySize} bits with a nonce of ${ivSize}: sealed here is with 256 and 96 only`,
        cases: length,
      })),
    cases: numberOfTests,
  };
}

async function judge(test: Test): Promise<Judgement> {
  const sealed = concatBytes(test.ct, test.tag);
  const opened = test.result === "valid" ? toHex(test.msg) : null;
  const key = await importGcmKey(test.key);
  return judgement(
    `test ${test.tcId}`,
    mismatch("opened", opened, textOf(await openGcm(key, test.iv, test.aad, sealed))),
    test.result === "valid"
      ? mismatch("sealed", toHex(sealed), textOf(await sealGcm(key, test.iv, test.aad, test.msg)))
      : [],
  );
}

const textOf = (bytes: Uint8Array | null): string | null => bytes && toHex(bytes);
