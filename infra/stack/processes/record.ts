import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { killGroup } from "./group.ts";
import { startMark } from "./identity.ts";

/** A process as a file remembers it over a crash of who started it. */
export interface Recorded {
  readonly pid: number;
  /** Its {@link startMark}, so that a later process of the same number is not taken for it. */
  readonly mark: string | null;
}

export const recordOf = (pid: number): Recorded => ({ pid, mark: startMark(pid) });

export function writeRecord(file: string, pid: number): void {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  writeFileSync(file, JSON.stringify(recordOf(pid)), { mode: 0o600 });
}

/** Null when the file is missing or was cut off while it was written. */
export function readRecord(file: string): Recorded | null {
  try {
    const { pid, mark } = JSON.parse(readFileSync(file, "utf8")) as Partial<Recorded>;
    return Number.isSafeInteger(pid) && Number(pid) > 1 ? { pid: Number(pid), mark: mark ?? null } : null;
  } catch {
    return null;
  }
}

/** Whether it is that very process which still runs. */
export const stillRuns = ({ pid, mark }: Recorded): boolean => mark !== null && startMark(pid) === mark;

/** Ends what a start that was killed itself has left running, with all of its group, and forgets it. */
export async function stopRecorded(file: string): Promise<void> {
  const found = readRecord(file);
  if (found && stillRuns(found)) await killGroup(found.pid);
  rmSync(file, { force: true });
}

/** {@link stopRecorded} for every child that a start in this folder has left. */
export async function stopAllRecorded(folder: string): Promise<void> {
  const entries = existsSync(folder) ? readdirSync(folder, { recursive: true, encoding: "utf8" }) : [];
  const records = entries.filter((entry) => entry.endsWith(".process.json"));
  await Promise.all(records.map((entry) => stopRecorded(join(folder, entry))));
}
