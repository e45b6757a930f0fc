import { readFileSync, statSync } from "node:fs";
import { isHex, Secret } from "@cocoon/protocol/bytes";
import { type KeyPair, keyPairFromSeed } from "@ton/crypto";
import type { TonServer } from "./chain.ts";
import { UsageError } from "./error.ts";
import type { Network } from "./networks.ts";

export type Env = Readonly<Record<string, string | undefined>>;

/** @throws UsageError */
export function serverOf({ api: byDefault }: Network, env: Env): TonServer {
  const api = env["COCOON_TON_API"] || byDefault;
  if (!/^https?:\/\/\S+$/.test(api)) throw new UsageError("COCOON_TON_API is not a URL.");
  const apiKey = env["COCOON_TON_API_KEY"];
  return { api, ...(apiKey && { apiKey }) };
}

/** Only a dev chain can have another global id than its network's. @throws UsageError */
export function globalIdOf({ name, globalId }: Network, env: Env): number {
  const text = env["COCOON_TON_GLOBAL_ID"];
  if (name !== "dev" || !text) return globalId;
  if (/^-?[0-9]{1,10}$/.test(text) && (Number(text) | 0) === Number(text)) return Number(text);
  throw new UsageError("COCOON_TON_GLOBAL_ID is not a whole number of 32 bits.");
}

/** The deployer's key, from a file or the environment and never from the command line. @throws UsageError without its value */
export function deployKeyOf(env: Env): KeyPair {
  const path = env["COCOON_DEPLOY_KEY_FILE"];
  const text = path ? readKeyFile(path) : env["COCOON_DEPLOY_KEY"];
  if (!text)
    throw new UsageError("Set COCOON_DEPLOY_KEY_FILE to a file with the deployer's key, 32 bytes in hex.");
  const hex = new Secret(text.trim());
  if (!isHex(hex.reveal(), 32)) throw new UsageError("The deployer's key is not 32 bytes in lower-case hex.");
  return keyPairFromSeed(Buffer.from(hex.reveal(), "hex"));
}

const KEY_FILE_BYTES = 256;

function readKeyFile(path: string): string {
  const found = statSync(path, { throwIfNoEntry: false });
  if (!found?.isFile() || found.size > KEY_FILE_BYTES)
    throw new UsageError(`COCOON_DEPLOY_KEY_FILE: ${path} is no file of a key.`);
  if (process.platform !== "win32" && (found.mode & 0o077) !== 0)
    throw new UsageError(`${path} is open to other users; run: chmod 600 ${path}`);
  return readFileSync(path, "utf8");
}
