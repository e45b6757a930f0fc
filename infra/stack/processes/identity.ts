import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { statFields } from "./group.ts";

/**
 * What tells a process from a later one that was given the same number: on Linux this boot and the tick it started at,
 * elsewhere the second. Null when there is no such process.
 */
export function startMark(pid: number): string | null {
  if (process.platform !== "linux") return ps(pid, "lstart=");
  const [state, ...fields] = statFields(pid);
  const startTicks = fields[18]; // field 22 of proc(5)
  if (state === undefined || state === "Z" || startTicks === undefined) return null;
  return `${readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim()}/${startTicks}`;
}

/** The program and its arguments, for a look at what a process is; empty when it is gone or not ours to see. */
export function commandLine(pid: number): string {
  if (process.platform !== "linux") return ps(pid, "command=") ?? "";
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ").trim();
  } catch {
    return "";
  }
}

function ps(pid: number, column: string): string | null {
  try {
    return execFileSync("ps", ["-o", column, "-p", String(pid)], { encoding: "utf8" }).trim() || null;
  } catch {
    return null;
  }
}
