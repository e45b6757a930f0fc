import { readFileSync, statSync } from "node:fs";
import { UsageError } from "./usage-error.ts";

/** A whole file. @param what how messages call it, such as "the kernel" @throws UsageError */
export function readWhole(what: string, path: string, limitBytes: number): Uint8Array<ArrayBuffer> {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (!stats?.isFile()) throw new UsageError(`There is no file ${path}; name ${what}.`);
  if (stats.size > limitBytes)
    throw new UsageError(`${path} is larger than ${limitBytes / 1024} KiB: it is not ${what}.`);
  try {
    return new Uint8Array(readFileSync(path));
  } catch (error) {
    throw new UsageError(`${path} can't be read (${String((error as NodeJS.ErrnoException).code)}).`);
  }
}
