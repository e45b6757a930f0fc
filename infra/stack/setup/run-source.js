import { spawn } from "node:child_process";
import { join } from "node:path";
import { ROOT } from "./install.js";

/**
 * Runs a TypeScript program of the repository from its source, in this terminal; resolves to its exit code. Signals are
 * passed on, and this process waits for it to end in order.
 */
export function runSource(main, args) {
  const flags = ["--conditions=@cocoon/source", "--enable-source-maps", "--import", "tsx"];
  const child = spawn(process.execPath, [...flags, join(ROOT, main), ...args], {
    cwd: ROOT,
    stdio: "inherit",
  });
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code, signal) => resolve(code ?? (signal === "SIGINT" ? 130 : 1)));
  });
}
