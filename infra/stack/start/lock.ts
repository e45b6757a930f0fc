import { linkSync, mkdirSync, renameSync, rmSync } from "node:fs";
import type { Layout } from "../network/layout.ts";
import { readRecord, stillRuns, writeRecord } from "../processes/record.ts";

/** The process whose network runs in this folder; null when none does, however the last one ended. */
export function runningIn({ lock }: Pick<Layout, "lock">): number | null {
  const record = readRecord(lock);
  return record && stillRuns(record) ? record.pid : null;
}

/**
 * Makes the folder this process' own, so that of two starts at once only one goes on. Null when another process has it;
 * what a killed one left is taken over. The result gives the folder back.
 */
export function occupy({ folder, lock }: Pick<Layout, "folder" | "lock">): (() => void) | null {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const mine = `${lock}.${process.pid}`;
  writeRecord(mine, process.pid);
  try {
    // A link is made whole or not at all, and only where there is none: the others see a complete record or nothing.
    while (!linked(mine, lock)) {
      if (runningIn({ lock }) !== null) return null;
      takeAway(lock, `${mine}.old`);
    }
    return () => rmSync(lock, { force: true });
  } finally {
    rmSync(mine, { force: true });
  }
}

function linked(from: string, to: string): boolean {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
}

/** Removes a dead process' lock. Should somebody have replaced it since it was looked at, theirs is put back. */
function takeAway(lock: string, aside: string): void {
  try {
    renameSync(lock, aside);
  } catch {
    return; // Another start was faster.
  }
  if (runningIn({ lock: aside }) !== null) linked(aside, lock);
  rmSync(aside, { force: true });
}
