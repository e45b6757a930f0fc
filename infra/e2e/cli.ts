import { spawn } from "node:child_process";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { ROOT } from "../stack/network/layout.ts";
import type { Network } from "./network.ts";

export interface CliRun {
  readonly exit: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

const LIMIT_MS = 60_000;

/** Runs `cocoon …` as a person in the network's folder does, with the settings that the local start wrote. */
export async function runCli(network: Network, args: readonly string[]): Promise<CliRun> {
  const child = spawn(process.execPath, [join(ROOT, "client/bin/cocoon.js"), ...args], {
    cwd: network.folder,
    env: { PATH: process.env["PATH"], COCOON_HOME: network.folder },
    stdio: ["ignore", "pipe", "pipe"],
    signal: AbortSignal.timeout(LIMIT_MS),
    killSignal: "SIGKILL",
  });
  const exited = new Promise<number | null>((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", resolve);
  });
  const [exit, stdout, stderr] = await Promise.all([exited, text(child.stdout), text(child.stderr)]);
  return { exit, stdout, stderr };
}
