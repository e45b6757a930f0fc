import { spawn } from "node:child_process";
import { UsageError } from "../usage-error.ts";

/** Runs the operator's own command, which ends its worker in order. @throws UsageError when it fails: somebody must look */
export async function drain(command: string, env: NodeJS.ProcessEnv): Promise<void> {
  const child = spawn(command, { shell: true, stdio: ["ignore", "inherit", "inherit"], env });
  const code = await new Promise<number | null>((resolve) => {
    child.once("error", () => resolve(null));
    child.once("exit", resolve);
  });
  if (code !== 0)
    throw new UsageError("The drain command failed; end the worker by hand and correct --drain-command.");
}
