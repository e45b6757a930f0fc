import { createPrivateKey, generateKeyPairSync, type KeyObject } from "node:crypto";
import { statSync, writeFileSync } from "node:fs";
import { fromBase64Url, Secret, toHex } from "@cocoon/protocol/bytes";
import { readWhole } from "./files.ts";
import { UsageError } from "./usage-error.ts";

const LIMIT_BYTES = 4096;

/** An Ed25519 key that signs manifests or witness statements; its file is PKCS #8 in PEM. */
export interface SigningKey {
  /** 32 bytes in hex. */
  readonly publicKey: string;
  readonly secretKey: Secret<Uint8Array>;
}

/** Makes a new key; a file that is there already is never overwritten. @returns its public part @throws UsageError */
export function makeKeyFile(path: string): string {
  const { privateKey } = generateKeyPairSync("ed25519");
  try {
    writeFileSync(path, privateKey.export({ type: "pkcs8", format: "pem" }), { mode: 0o600, flag: "wx" });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "EEXIST") throw new UsageError(`${path} is there already; a key is never overwritten.`);
    throw new UsageError(`${path} can't be written (${String(code)}).`);
  }
  return partsOf(privateKey).publicKey;
}

/** @throws UsageError for a file that others can read, or that is no key */
export function readKeyFile(path: string): SigningKey {
  const pem = readWhole("a key that keygen made", path, LIMIT_BYTES);
  if (process.platform !== "win32" && (statSync(path).mode & 0o077) !== 0)
    throw new UsageError(`${path} is open to other users; run: chmod 600 ${path}`);
  const key = parsePem(pem);
  if (key?.asymmetricKeyType !== "ed25519")
    throw new UsageError(`${path} is not an Ed25519 key in PEM; make one with keygen.`);
  return partsOf(key);
}

function parsePem(pem: Uint8Array): KeyObject | null {
  try {
    return createPrivateKey(Buffer.from(pem));
  } catch {
    return null;
  }
}

function partsOf(key: KeyObject): SigningKey {
  const { d = "", x = "" } = key.export({ format: "jwk" });
  return { publicKey: toHex(fromBase64Url(x)), secretKey: new Secret<Uint8Array>(fromBase64Url(d)) };
}
