import { readFileSync } from "node:fs";
import { type Command, parseCommand } from "./args.ts";
import { type Cli, EXIT, writeJson } from "./cli.ts";
import { helpFor } from "./help.ts";
import { describeFailure } from "./problems.ts";
import { styled } from "./terminal.ts";

/** Runs the command line of this process and sets its exit code. */
export async function main(): Promise<void> {
  for (const stream of [process.stdout, process.stderr]) stream.on("error", leaveQuietly);
  process.exitCode = await runCli(process.argv.slice(2), {
    out: process.stdout,
    err: process.stderr,
    input: process.stdin,
    env: process.env,
    // npx runs a package's program in that package's folder; a path is meant from where the command was typed.
    cwd: process.env["INIT_CWD"] ?? process.cwd(),
    onInterrupt: (handler) => {
      process.on("SIGINT", handler);
      return () => process.off("SIGINT", handler);
    },
  });
}

/** `cocoon models | head -1` closes our output early; that is no failure. */
function leaveQuietly(error: NodeJS.ErrnoException): void {
  if (error.code === "EPIPE") process.exit(EXIT.ok);
  throw error;
}

/** Runs one command; every failure is one line and an exit code. */
export async function runCli(argv: readonly string[], cli: Cli): Promise<number> {
  try {
    return await run(parseCommand(argv), cli);
  } catch (error) {
    const { line, code, exit } = describeFailure(error);
    if (argv.includes("--json")) writeJson(cli, { error: { code, message: line } });
    else cli.err.write(`${styled(cli.err, cli.env, "red", line)}\n`);
    return exit;
  }
}

/** Each command's code is loaded when it runs, so that help and mistakes answer at once. */
async function run(command: Command, cli: Cli): Promise<number> {
  switch (command.command) {
    case "help":
      cli.out.write(helpFor(command.topic));
      return EXIT.ok;
    case "version":
      cli.out.write(`${version()}\n`);
      return EXIT.ok;
    case "worker":
      return (await import("./worker.ts")).runWorker(command.args, cli.env);
    case "operator":
      return (await import("./operator/watch.ts")).watchEarnings(command, cli);
    case "chat":
      return (await import("./chat.ts")).chat(command, cli);
    case "verify":
      return (await import("./verify/command.ts")).verify(command, cli);
    case "withdraw":
      return (await import("./escrow/withdraw.ts")).withdraw(command, cli);
    case "topup":
      return (await import("./escrow/topup.ts")).topUp(command, cli);
    case "statement":
      return (await import("./statement.ts")).statement(command, cli);
    case "pending":
      return (await import("./lists.ts")).pending(command, cli);
    default:
      return (await import("./lists.ts")).list(command, cli);
  }
}

function version(): string {
  const manifest = readFileSync(new URL("../../package.json", import.meta.url), "utf8");
  return (JSON.parse(manifest) as { version: string }).version;
}
