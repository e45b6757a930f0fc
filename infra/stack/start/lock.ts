import { rmSync } from "node:fs";
import type { Layout } from "../network/layout.ts";
import { readRecord, stillRuns, writeRecord } from "../processes/record.ts";

/** The process whose network runs in this folder; null when none does, however the last one ended. */
export function runningIn({ lock }: Layout): number | null {
  const record = readRecord(lock);
  return record && stillRuns(record) ? record.pid : null;
}

/** Says that this process' network is the folder's; to be called only when none runs there. */
export function occupy({ lock }: Layout): () => void {
  writeRecord(lock, process.pid);
  return () => rmSync(lock, { force: true });
}
