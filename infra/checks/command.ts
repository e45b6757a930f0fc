import { spawn } from "node:child_process";

export interface Outcome {
  readonly ok: boolean;
  /** What to read when it failed. */
  readonly report: string;
}

/** Runs a program of node_modules/.bin in the repository; all of its output is its report. */
export function command(root: string, program: string, ...args: readonly string[]): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const child = spawn(`${root}/node_modules/.bin/${program}`, args, {
      cwd: root,
      env: { ...process.env, TURBO_TELEMETRY_DISABLED: "1", NO_COLOR: "1" },
      stdio: ["ignore", "pipe", "pipe"],
    });
    const output: Buffer[] = [];
    child.stdout.on("data", (part: Buffer) => output.push(part));
    child.stderr.on("data", (part: Buffer) => output.push(part));
    child.once("error", reject);
    child.once("close", (code) => resolve({ ok: code === 0, report: Buffer.concat(output).toString() }));
  });
}
