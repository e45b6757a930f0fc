import { closeSync, fstatSync, openSync, readSync } from "node:fs";

/** Whether a log of JSON lines has told of `event` since byte `from`. */
export function logHasEvent(logFile: string, from: number, event: string): boolean {
  const lines = readFrom(logFile, from).split("\n");
  return lines.some((line) => eventOf(line) === event);
}

/** Not every line of a log is of our form, and the last may be half written. */
function eventOf(line: string): unknown {
  try {
    return (JSON.parse(line) as { event?: unknown } | null)?.event;
  } catch {
    return undefined;
  }
}

function readFrom(path: string, from: number): string {
  const file = openSync(path, "r");
  try {
    const bytes = Buffer.alloc(Math.max(0, fstatSync(file).size - from));
    return bytes.toString("utf8", 0, readSync(file, bytes, 0, bytes.length, from));
  } finally {
    closeSync(file);
  }
}
