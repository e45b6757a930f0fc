import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { CACHE } from "./folders.ts";

const PAIRS = 16;
const ALGORITHM = {
  name: "RSA-PSS",
  hash: "SHA-384",
  modulusLength: 4096,
  publicExponent: new Uint8Array([1, 0, 1]),
} as const;

/** The file of key pairs for SIMULATED roots in tests; made once. */
export async function readyRsaKeys(): Promise<string> {
  const file = join(CACHE, "rsa-keys.json");
  if (existsSync(file)) return file;
  console.log(`Making ${PAIRS} RSA keys (once) ...`);
  const pairs = await Promise.all(Array.from({ length: PAIRS }, newPair));
  mkdirSync(CACHE, { recursive: true });
  writeFileSync(file, JSON.stringify(pairs), { mode: 0o600 });
  return file;
}

async function newPair(): Promise<{ publicKey: string; privateKey: string }> {
  const pair = await crypto.subtle.generateKey(ALGORITHM, true, ["sign", "verify"]);
  const exported = async (format: "spki" | "pkcs8", key: CryptoKey) =>
    Buffer.from(await crypto.subtle.exportKey(format, key)).toString("base64");
  return {
    publicKey: await exported("spki", pair.publicKey),
    privateKey: await exported("pkcs8", pair.privateKey),
  };
}
