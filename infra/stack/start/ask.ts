import { spawn } from "node:child_process";
import { join } from "node:path";
import { ROOT } from "../network/layout.ts";

/**
 * Asks through the command line that people use: the answer goes to standard output, all else to standard error.
 * Resolves to its exit code.
 */
export function ask(folder: string, question: string, env: NodeJS.ProcessEnv): Promise<number> {
  const args = [join(ROOT, "client/bin/cocoon.js"), "chat", "--", question];
  const own = { ...env, COCOON_HOME: folder };
  // The network's own settings, whatever the person's shell says about others.
  for (const name of ["COCOON_PROXY_URL", "COCOON_API_KEY", "COCOON_POLICY"])
    delete own[name as keyof typeof own];
  const child = spawn(process.execPath, args, {
    cwd: ROOT,
    env: own,
    stdio: ["ignore", "inherit", "inherit"],
  });
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code, signal) => resolve(code ?? (signal === "SIGINT" ? 130 : 1)));
  });
}
