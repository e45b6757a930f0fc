import { spawn } from "node:child_process";
import { join } from "node:path";
import { ROOT } from "../network/layout.ts";

/** Of the person's shell; the network's own settings are meant here, whatever they say about another. */
const FOREIGN = new Set(["COCOON_PROXY_URL", "COCOON_API_KEY", "COCOON_POLICY"]);

/**
 * Asks through the command line that people use: the answer goes to standard output, all else to standard error.
 * Resolves to its exit code. @param signal interrupts it
 */
export function ask(folder: string, question: string, signal: AbortSignal): Promise<number> {
  const kept = Object.entries(process.env).filter(([name]) => !FOREIGN.has(name));
  const child = spawn(process.execPath, [join(ROOT, "client/bin/cocoon.js"), "chat", "--", question], {
    cwd: ROOT,
    env: { ...Object.fromEntries(kept), COCOON_HOME: folder },
    stdio: ["ignore", "inherit", "inherit"],
    // Out of reach of the terminal's Ctrl-C, which this process passes on: else it would come twice.
    detached: true,
  });
  const interrupt = () => child.kill("SIGINT");
  signal.addEventListener("abort", interrupt, { once: true });
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code, killedBy) => resolve(code ?? (killedBy === "SIGINT" ? 130 : 1)));
  });
}
