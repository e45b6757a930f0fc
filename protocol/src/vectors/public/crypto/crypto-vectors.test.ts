import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { type CryptoFile, judgeCrypto, judgeCryptoFile, PUBLIC_CRYPTO } from "./judge.ts";

/** Vectors that others made: a folder that COCOON_VECTORS names, by default beside the checkout. */
const FOLDER =
  process.env["COCOON_VECTORS"] ??
  fileURLToPath(new URL("../../../../../../shared/vectors", import.meta.url));

const read = (file: string): Uint8Array => new Uint8Array(readFileSync(`${FOLDER}/${file}`));

/** Hundreds of key encapsulations, on a machine that may be busy. */
const TIMEOUT_MS = 60_000;

/** How many of a file's cases reach our code; the rest is left out for a reason of its own. */
const COUNTS: Readonly<Record<CryptoFile, { readonly judged: number; readonly leftOut: number }>> = {
  "crypto/x-wing.json": { judged: 3, leftOut: 0 },
  "crypto/hpke-pq.json": { judged: 2, leftOut: 11 },
  "crypto/wycheproof-mlkem_768_encaps_test.json": { judged: 265, leftOut: 0 },
  "crypto/wycheproof-x25519_test.json": { judged: 518, leftOut: 0 },
  "crypto/wycheproof-hkdf_sha256_test.json": { judged: 86, leftOut: 0 },
  "crypto/wycheproof-aes_gcm_test.json": { judged: 66, leftOut: 250 },
  "crypto/wycheproof-ecdsa_secp384r1_sha384_p1363_test.json": { judged: 280, leftOut: 0 },
};

describe.skipIf(!existsSync(FOLDER))(`public vectors in ${FOLDER}, skipped where it is absent`, () => {
  it.each(PUBLIC_CRYPTO)(
    "%s: every case agrees, or is left out by name",
    async (file) => {
      const { judgements, leftOut, cases } = await judgeCryptoFile(file, read);
      expect(judgements.filter(({ mismatches }) => mismatches.length > 0)).toEqual([]);
      const named = leftOut.reduce((sum, group) => sum + group.cases, 0);
      expect({ judged: judgements.length, leftOut: named }).toEqual(COUNTS[file]);
      expect(judgements.length + named).toBe(cases);
    },
    TIMEOUT_MS,
  );

  it.each([
    ["crypto/x-wing.json", /("ss": ")([0-9a-f]{2})/g, "shared secret of the sender"],
    ["crypto/hpke-pq.json", /("exported_value": ")([0-9a-f]{2})/g, "exported values"],
    ["crypto/hpke-pq.json", /("nonce": ")([0-9a-f]{2})/g, "nonces"],
    ["crypto/wycheproof-mlkem_768_encaps_test.json", /("K" ?: ")([0-9a-f]{2})/g, "secret"],
    ["crypto/wycheproof-x25519_test.json", /("shared" ?: ")([0-9a-f]{2})/g, "secret"],
    ["crypto/wycheproof-hkdf_sha256_test.json", /("okm" ?: ")([0-9a-f]{2})/g, "key"],
    ["crypto/wycheproof-aes_gcm_test.json", /("tag" ?: ")([0-9a-f]{2})/g, "opened"],
    [
      "crypto/wycheproof-ecdsa_secp384r1_sha384_p1363_test.json",
      /("sig" ?: ")([0-9a-f]{2})/g,
      "signature holds",
    ],
  ] as const)(
    "%s: a change of %s is a mismatch",
    async (file, pattern, what) => {
      const changed = (name: string): Uint8Array => {
        const text = new TextDecoder().decode(read(name));
        const other = (_: string, head: string, byte: string) => `${head}${byte === "00" ? "ff" : "00"}`;
        return new TextEncoder().encode(name === file ? text.replaceAll(pattern, other) : text);
      };
      const judged = await judgeCrypto(file, changed);
      expect(judged.flatMap(({ mismatches }) => mismatches.map((mismatch) => mismatch.what))).toContain(what);
    },
    TIMEOUT_MS,
  );

  it("counts a case that is neither judged nor named", async () => {
    const fewer = (name: string) => {
      const text = new TextDecoder().decode(read(name));
      return new TextEncoder().encode(text.replace(/"numberOfTests" ?: ?86/, '"numberOfTests": 87'));
    };
    const judged = await judgeCrypto("crypto/wycheproof-hkdf_sha256_test.json", fewer);
    expect(judged.at(-1)?.mismatches).toEqual([{ what: "cases", expected: 87, got: 86 }]);
  });
});
