import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, mkdirSync, openSync, readFileSync, rmSync } from "node:fs";
import { dirname } from "node:path";
import { StackError } from "../errors.ts";
import { stopRecorded, writeRecord } from "./record.ts";
import { groupGone, signalGroup } from "./group.ts";

export interface ChildOptions {
  /** How messages call it, such as "worker-2". */
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd?: string;
  /** The whole environment: nothing of this process' own reaches a child unless it is named here. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Standard output and error are appended to it. */
  readonly logFile: string;
  /**
   * Remembers the child until it has ended. What this file remembers of a start that was killed is ended first: it would
   * hold the ports and the data.
   */
  readonly recordFile?: string;
  /** Another user to run as; only root may name one. */
  readonly user?: { readonly uid: number; readonly gid: number };
}

export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** A child that leads a process group of its own, so that Ctrl-C in the terminal reaches only its parent. */
export interface Child {
  readonly name: string;
  readonly pid: number;
  readonly logFile: string;
  readonly exited: Promise<Exit>;
  /** Asks it to end by `signal`, kills its whole group after `graceMs`; resolves when none of the group is left. */
  stop(options?: { signal?: NodeJS.Signals; graceMs?: number }): Promise<void>;
  /** Sends `signal` to it and all that it started. */
  kill(signal: NodeJS.Signals): void;
}

/** Longer than the graces that proxy and worker give to running jobs. */
const GRACE_MS = 30_000;
const running = new Set<number>();

/** However this process ends short of SIGKILL, no child outlives it. */
process.on("exit", () => {
  for (const pid of running) signalGroup(pid, "SIGKILL");
});

/** @throws StackError when the program can't be started at all */
export async function startChild(options: ChildOptions): Promise<Child> {
  const { name, logFile, recordFile } = options;
  if (recordFile) await stopRecorded(recordFile);
  const child = spawnLogged(options);
  const exited = new Promise<Exit>((resolve) => {
    child.once("exit", (code, signal) => resolve({ code, signal }));
  });
  await new Promise<void>((resolve, reject) => {
    child.once("spawn", resolve);
    child.once("error", (error: NodeJS.ErrnoException) =>
      reject(
        new StackError(`${name} can't be started: ${options.command} gives ${error.code ?? error.message}.`),
      ),
    );
  });
  const pid = child.pid as number;
  running.add(pid);
  if (recordFile) writeRecord(recordFile, pid);
  void exited.then(() => {
    // What the leader left behind would hold its ports and files.
    signalGroup(pid, "SIGKILL");
    running.delete(pid);
    if (recordFile) rmSync(recordFile, { force: true });
  });
  return {
    name,
    pid,
    logFile,
    exited,
    kill: (signal) => void signalGroup(pid, signal),
    stop: async ({ signal = "SIGTERM", graceMs = GRACE_MS } = {}) => {
      child.kill(signal);
      const timer = setTimeout(() => signalGroup(pid, "SIGKILL"), graceMs);
      await exited;
      clearTimeout(timer);
      await groupGone(pid);
    },
  };
}

function spawnLogged({ command, args, cwd, env, logFile, user }: ChildOptions): ChildProcess {
  mkdirSync(dirname(logFile), { recursive: true, mode: 0o700 });
  const log = openSync(logFile, "a", 0o600);
  try {
    return spawn(command, args, { cwd, env, detached: true, stdio: ["ignore", log, log], ...user });
  } finally {
    closeSync(log);
  }
}

/** The last lines of a log, for a message about a child that died. */
export function logTail(logFile: string, lines = 3): string {
  try {
    return readFileSync(logFile, "utf8").trimEnd().split("\n").slice(-lines).join("\n  ");
  } catch {
    return "";
  }
}
