import { DeployError, UsageError } from "./error.ts";
import { EXIT, runDeploy } from "./run-deploy.ts";
import { runRegistry } from "./run-registry.ts";
import { runVerify } from "./run-verify.ts";

const RUNS = { deploy: runDeploy, verify: runVerify, registry: runRegistry };

/** `npm run deploy`, `verify` and `registry`: the first argument says which. */
async function main([command, ...args]: readonly string[]): Promise<number> {
  const run = RUNS[command as keyof typeof RUNS];
  const console = { input: process.stdin, output: process.stderr };
  // npm runs a package's script in its folder; a path is meant from where the command was typed.
  const cwd = process.env["INIT_CWD"] ?? process.cwd();
  try {
    return await run({ args, env: process.env, cwd, out: process.stdout, console });
  } catch (error) {
    if (!(error instanceof UsageError || error instanceof DeployError)) throw error;
    process.stderr.write(`${command}: ${error.message}\n`);
    return error instanceof UsageError ? EXIT.usage : EXIT.failed;
  }
}

process.exitCode = await main(process.argv.slice(2));
