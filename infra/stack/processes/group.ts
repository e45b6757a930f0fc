import { readdirSync, readFileSync } from "node:fs";

/** Signals a process group; false when it is gone already. A group of another user counts as gone. */
export function signalGroup(leader: number, signal: NodeJS.Signals | 0): boolean {
  try {
    process.kill(-leader, signal);
    return true;
  } catch {
    return false;
  }
}

/** Kills a process group and resolves when none of it runs any more. */
export async function killGroup(leader: number): Promise<void> {
  signalGroup(leader, "SIGKILL");
  await groupGone(leader);
}

/** Killed processes need a moment to end; this waits for it and not for a fixed time. */
export async function groupGone(leader: number): Promise<void> {
  while (signalGroup(leader, 0) && hasLiveMember(leader))
    await new Promise((resolve) => setTimeout(resolve, 10));
}

/** A dead process stays in its group until its parent has looked, and the first process of a container may never look. */
function hasLiveMember(leader: number): boolean {
  if (process.platform !== "linux") return true;
  const pids = readdirSync("/proc").filter((name) => /^[0-9]+$/.test(name));
  return pids.some((pid) => {
    const [state, , group] = statFields(pid);
    return group === String(leader) && state !== "Z" && state !== "X";
  });
}

/**
 * The fields of /proc/<pid>/stat from the third, the state, on; empty when there is no such process. The second is the
 * program's name in brackets and may hold blanks and brackets itself.
 */
export function statFields(pid: number | string): string[] {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, "utf8");
    return text.slice(text.lastIndexOf(")") + 2).split(" ");
  } catch {
    return [];
  }
}
