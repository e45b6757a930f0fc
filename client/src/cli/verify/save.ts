import { lstat, writeFile } from "node:fs/promises";
import { printableLine } from "../text.ts";
import { UsageError } from "../usage-error.ts";

/** Where reference values stand beside evidence: what was saved with it, and what is looked for when it is read. */
export const referencePathOf = (path: string): string => `${path}.reference-values`;

/** Before anything is fetched. @throws UsageError where a file stands already */
export async function refuseToOverwrite(path: string): Promise<void> {
  for (const one of [path, referencePathOf(path)]) if (await lstat(one).catch(() => null)) throw exists(one);
}

/** Never over another file unless that was asked for. @throws UsageError */
export async function save(path: string, bytes: Uint8Array, force: boolean): Promise<string> {
  try {
    await writeFile(path, bytes, { flag: force ? "w" : "wx" });
    return path;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "EEXIST") throw exists(path);
    throw new UsageError(
      `${printableLine(path)} can't be written${code ? ` (${code})` : ""}; name another file.`,
    );
  }
}

const exists = (path: string): UsageError =>
  new UsageError(`${printableLine(path)} is there already; name another file, or add --force.`);
