import { spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { delimiter, join } from "node:path";
import { UsageError } from "./usage-error.ts";

const BIN = "cocoon-worker";
const PACKAGE = "@cocoon/worker";

/** Runs the worker as a child with this terminal; resolves to its exit code. */
export function runWorker(args: readonly string[], env: NodeJS.ProcessEnv): Promise<number> {
  const [command, first] = findWorker(env);
  const child = spawn(command, [...first, ...args], { stdio: "inherit", env });
  // The terminal sends Ctrl-C to the child as well; this process waits for it to stop in order.
  const forward = (signal: NodeJS.Signals) => child.kill(signal);
  const ignore = () => undefined;
  process.on("SIGTERM", forward).on("SIGINT", ignore);
  return new Promise((resolve, reject) => {
    child.once("error", () =>
      reject(new UsageError(`${command} could not be started; reinstall ${PACKAGE}.`)),
    );
    child.once("exit", (code, signal) => {
      process.off("SIGTERM", forward).off("SIGINT", ignore);
      resolve(code ?? (signal === "SIGINT" ? 130 : 1));
    });
  });
}

/** The installed package's bin, else one on PATH: the client never imports the worker. */
function findWorker(env: NodeJS.ProcessEnv): [command: string, first: string[]] {
  for (const folder of createRequire(import.meta.url).resolve.paths(PACKAGE) ?? []) {
    const bin = packageBin(join(folder, PACKAGE));
    if (bin) return [process.execPath, [bin]];
  }
  for (const folder of (env["PATH"] ?? "").split(delimiter))
    if (folder && existsSync(join(folder, BIN))) return [join(folder, BIN), []];
  throw new UsageError(`The worker is not installed here; install ${PACKAGE} or put ${BIN} on PATH.`);
}

function packageBin(folder: string): string | null {
  const manifest = join(folder, "package.json");
  if (!existsSync(manifest)) return null;
  const { bin } = JSON.parse(readFileSync(manifest, "utf8")) as { bin?: Record<string, string> };
  const path = bin?.[BIN] ? join(folder, bin[BIN]) : null;
  return path && existsSync(path) ? path : null;
}
