import { fromUtf8 } from "../../../bytes/index.ts";
import { type Judgement, mismatch, type ReadVectorFile } from "../judgement.ts";
import { judgeAesGcm } from "./aes-gcm.ts";
import { judgeEcdsa } from "./ecdsa.ts";
import { judgeHkdf } from "./hkdf.ts";
import { judgeHpke } from "./hpke.ts";
import { type JudgedFile, judgement } from "./judged.ts";
import { judgeMlKem } from "./ml-kem.ts";
import { judgeX25519 } from "./x25519.ts";
import { judgeXWing } from "./x-wing.ts";

/** The files that `judgeCrypto` is run on, in Node and in browsers, by path below the folder of public vectors. */
export const PUBLIC_CRYPTO = [
  "crypto/x-wing.json",
  "crypto/hpke-pq.json",
  "crypto/wycheproof-mlkem_768_encaps_test.json",
  "crypto/wycheproof-x25519_test.json",
  "crypto/wycheproof-hkdf_sha256_test.json",
  "crypto/wycheproof-aes_gcm_test.json",
  "crypto/wycheproof-ecdsa_secp384r1_sha384_p1363_test.json",
] as const;
export type CryptoFile = (typeof PUBLIC_CRYPTO)[number];

type ReadJson = (file: CryptoFile) => unknown;

const JUDGES: Readonly<Record<CryptoFile, (content: unknown, read: ReadJson) => Promise<JudgedFile>>> = {
  "crypto/x-wing.json": judgeXWing,
  "crypto/hpke-pq.json": judgeHpke,
  "crypto/wycheproof-mlkem_768_encaps_test.json": judgeMlKem,
  "crypto/wycheproof-x25519_test.json": (content, read) =>
    judgeX25519(content, read("crypto/wycheproof-mlkem_768_encaps_test.json")),
  "crypto/wycheproof-hkdf_sha256_test.json": judgeHkdf,
  "crypto/wycheproof-aes_gcm_test.json": judgeAesGcm,
  "crypto/wycheproof-ecdsa_secp384r1_sha384_p1363_test.json": judgeEcdsa,
};

/**
 * Judges a file by the very primitives that this package seals, opens and verifies with; a last judgement says whether
 * each of its cases was judged or left out by name.
 * @param read gives a file by its path below the folder of public vectors
 * @throws ValiError for a file of another form
 */
export async function judgeCrypto(file: CryptoFile, read: ReadVectorFile): Promise<Judgement[]> {
  const { judgements, leftOut, cases } = await judgeCryptoFile(file, read);
  const named = leftOut.reduce((sum, { cases: some }) => sum + some, 0);
  return [...judgements, judgement("every case", mismatch("cases", cases, judgements.length + named))];
}

/** The same with what was left out and why. */
export function judgeCryptoFile(file: CryptoFile, read: ReadVectorFile): Promise<JudgedFile> {
  const readJson: ReadJson = (name) => JSON.parse(fromUtf8(read(name)));
  return JUDGES[file](readJson(file), readJson);
}
