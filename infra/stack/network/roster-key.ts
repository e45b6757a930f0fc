import { existsSync, readFileSync } from "node:fs";
import { generateEd25519, Secret, toHex } from "@cocoon/protocol/bytes";
import type { Layout } from "./layout.ts";
import { writeWhole } from "./write-whole.ts";

/**
 * The key that signs this network's node lists, 32 bytes in hex, made once for a folder: its clients pin it at first use. The
 * file is readable by its owner only.
 */
export function ensureRosterKey({ rosterKey: path }: Pick<Layout, "rosterKey">): Secret<string> {
  if (!existsSync(path)) writeWhole(path, JSON.stringify({ secretKey: toHex(generateEd25519().secretKey) }));
  const { secretKey } = JSON.parse(readFileSync(path, "utf8")) as { secretKey: string };
  return new Secret(secretKey);
}
