import { readFileSync, statSync } from "node:fs";
import { UsageError } from "./error.ts";

const LIMIT_BYTES = 256 * 1024;

/** The text of a file that an option names. @throws UsageError */
export function readNamed(option: string, path: string): string {
  const found = statSync(path, { throwIfNoEntry: false });
  if (!found?.isFile() || found.size > LIMIT_BYTES)
    throw new UsageError(`${option}: ${path} is no file of such a kind.`);
  return readFileSync(path, "utf8");
}
