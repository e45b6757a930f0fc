import { type ChildProcess, spawn } from "node:child_process";
import type { Clock } from "../../clock.ts";
import { codeOf } from "../tsm/files.ts";

export interface ProgramRun {
  /** Absolute path. */
  readonly path: string;
  readonly args: readonly string[];
  readonly timeoutMs: number;
  readonly limitBytes: number;
  readonly clock: Clock;
}

/** The program gave no output to use; the message says what it did, after "the program". */
export class ProgramError extends Error {
  override readonly name = "ProgramError";
}

/** Nothing of the worker's own environment, which holds its settings, goes to another program. */
const ENVIRONMENT = { PATH: "/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", LC_ALL: "C" };

/**
 * What a program writes to standard output until it exits with 0. It and its children are killed at the deadline, and
 * when the worker exits; nothing is waited for that has left its process group. @throws ProgramError
 */
export async function outputOf(run: ProgramRun): Promise<Uint8Array> {
  const child = started(run);
  const kill = () => killGroup(child);
  process.once("exit", kill);
  try {
    return await collected(child, run);
  } finally {
    process.off("exit", kill);
  }
}

/** In a process group of its own, so that no child of it outlives the deadline. */
function started({ path, args }: ProgramRun): ChildProcess {
  try {
    return spawn(path, args, {
      cwd: "/",
      env: ENVIRONMENT,
      detached: true,
      stdio: ["ignore", "pipe", "ignore"],
    });
  } catch (error) {
    throw new ProgramError(cantRun(error));
  }
}

function collected(child: ChildProcess, { timeoutMs, limitBytes, clock }: ProgramRun): Promise<Uint8Array> {
  return new Promise<Uint8Array>((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const fail = (what: string) => {
      cancel();
      reject(new ProgramError(what));
    };
    // A descendant with a session of its own is not killed and may keep the pipe open: `close` would never come.
    const stop = (why: string) => {
      killGroup(child);
      child.stdout?.destroy();
      fail(why);
    };
    const cancel = clock.after(timeoutMs, () => stop(`did not end within ${timeoutMs} ms`));
    child.once("error", (error) => fail(cantRun(error)));
    // There is no pipe where the worker has no file descriptor left for it.
    child.stdout?.on("data", (chunk: Buffer) => {
      size += chunk.length;
      if (size > limitBytes) stop(`wrote more than ${limitBytes} bytes`);
      else chunks.push(chunk);
    });
    child.once("close", (code, signal) => {
      if (code !== 0) return fail(`ended with ${signal ?? `exit code ${code}`}`);
      cancel();
      resolve(new Uint8Array(Buffer.concat(chunks)));
    });
  });
}

const cantRun = (error: unknown): string => `can't be run (${codeOf(error) ?? "unknown error"})`;

function killGroup({ pid }: ChildProcess): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, "SIGKILL");
  } catch {
    // It has just ended by itself.
  }
}
