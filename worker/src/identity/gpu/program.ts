import { spawn } from "node:child_process";
import type { Clock } from "../../clock.ts";

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

/** What a program writes to standard output until it exits with 0. It and its children are killed at the deadline. @throws ProgramError */
export function outputOf({ path, args, timeoutMs, limitBytes, clock }: ProgramRun): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    let stopped: string | null = null;
    // In a process group of its own, so that no child of it outlives the deadline and keeps the pipe open.
    const child = spawn(path, args, {
      cwd: "/",
      env: ENVIRONMENT,
      detached: true,
      stdio: ["ignore", "pipe", "ignore"],
    });
    const stop = (why: string) => {
      stopped ??= why;
      killGroup(child.pid);
    };
    const cancel = clock.after(timeoutMs, () => stop(`did not end within ${timeoutMs} ms`));
    child.stdout.on("data", (chunk: Buffer) => {
      size += chunk.length;
      if (size > limitBytes) stop(`wrote more than ${limitBytes} bytes`);
      else chunks.push(chunk);
    });
    child.once("error", (error) => {
      cancel();
      reject(new ProgramError(`can't be run (${codeOf(error)})`));
    });
    child.once("close", (code, signal) => {
      cancel();
      if (stopped !== null) reject(new ProgramError(stopped));
      else if (code !== 0) reject(new ProgramError(`ended with ${signal ?? `exit code ${code}`}`));
      else resolve(new Uint8Array(Buffer.concat(chunks)));
    });
  });
}

const codeOf = (error: Error): string =>
  "code" in error && typeof error.code === "string" ? error.code : error.name;

function killGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, "SIGKILL");
  } catch {
    // It has just ended by itself.
  }
}
