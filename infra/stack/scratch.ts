import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { removePostgres } from "./postgres.ts";
import { readRecord, stillRuns, stopAllRecorded, writeRecord } from "./processes/record.ts";

const OWNER = "owner.json";

/** A folder of one run, below `cache`/scratch. */
export interface Scratch {
  readonly folder: string;
  remove(): Promise<void>;
}

/** Makes a folder that goes with this process; what killed processes have left there, running or not, is cleared first. */
export async function scratchFolder(cache: string, name: string): Promise<Scratch> {
  const all = join(cache, "scratch");
  if (existsSync(all)) for (const entry of readdirSync(all)) await clearAbandoned(join(all, entry));
  const folder = join(all, `${name}-${randomBytes(4).toString("hex")}`);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  writeRecord(join(folder, OWNER), process.pid);
  return { folder, remove: () => removeScratch(folder) };
}

async function clearAbandoned(folder: string): Promise<void> {
  const owner = readRecord(join(folder, OWNER));
  // Without an owner's record it is just being made, or removed, by somebody else.
  if (!owner || stillRuns(owner)) return;
  await stopAllRecorded(folder);
  await removeScratch(folder);
}

async function removeScratch(folder: string): Promise<void> {
  await removePostgres(join(folder, "postgres"));
  rmSync(folder, { recursive: true, force: true });
}
