import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { type KeyPair, keyPairFromSeed } from "@ton/crypto";

/** The key of a file, 32 bytes in hex, readable by its owner only; drawn and written when there is none. */
export function ensureKey(path: string): KeyPair {
  if (!existsSync(path)) {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    const text = JSON.stringify({ simulated: true, seed: randomBytes(32).toString("hex") });
    writeFileSync(`${path}.new`, text, { mode: 0o600 });
    renameSync(`${path}.new`, path);
  }
  const { seed } = JSON.parse(readFileSync(path, "utf8")) as { seed: string };
  return keyPairFromSeed(Buffer.from(seed, "hex"));
}
