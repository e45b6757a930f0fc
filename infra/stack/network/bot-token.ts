import { randomBytes } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { Secret } from "@cocoon/protocol/bytes";
import type { Layout } from "./layout.ts";
import { writeWhole } from "./write-whole.ts";

/**
 * What stands for the token of a bot that does not exist, 32 bytes in hex, made once for a folder: whoever has it signs launch data
 * of SIMULATED Telegram people for this network alone. The file is readable by its owner only.
 */
export function ensureBotTokenHash({ botToken: path }: Pick<Layout, "botToken">): Secret<string> {
  if (!existsSync(path)) writeWhole(path, JSON.stringify({ tokenHash: randomBytes(32).toString("hex") }));
  const { tokenHash } = JSON.parse(readFileSync(path, "utf8")) as { tokenHash: string };
  return new Secret(tokenHash);
}
