import { renameSync, writeFileSync } from "node:fs";

/** Writes a file whole or not at all, readable by its owner only. */
export function writeWhole(path: string, content: string | Uint8Array): void {
  writeFileSync(`${path}.new`, content, { mode: 0o600 });
  renameSync(`${path}.new`, path);
}
