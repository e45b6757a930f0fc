import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { codeOf, type TsmFiles } from "./files.ts";

const NAME = /^cocoon-([0-9]{1,10})-[0-9a-f]{16}$/;

/** A request's directory: it names the process, so that a later one can tell what a dead worker has left. */
export const newRequestName = (): string => `cocoon-${process.pid}-${randomBytes(8).toString("hex")}`;

/**
 * Removes requests of workers that died before they could, which the kernel would keep until the machine stops. To be
 * called before the first request of this process: what has its own number is of one that had it before.
 */
export async function removeLeftovers(
  root: string,
  files: TsmFiles,
  isAlive: (pid: number) => boolean = processIsAlive,
): Promise<void> {
  const names = await files.list(root).catch(() => []);
  for (const name of names) {
    const pid = Number(NAME.exec(name)?.[1] ?? Number.NaN);
    if (Number.isNaN(pid) || (pid !== process.pid && isAlive(pid))) continue;
    // Another worker that starts now may have been faster.
    await files.rmdir(join(root, name)).catch(() => undefined);
  }
}

function processIsAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return codeOf(error) !== "ESRCH";
  }
}
