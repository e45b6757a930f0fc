import { parseArgs } from "node:util";

/** A wrong command line: exit code 2. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

export interface StartOptions {
  /** A question to ask and exit after; null to keep running. */
  readonly ask: string | null;
  readonly reset: boolean;
  readonly help: boolean;
}

export const USAGE = `npm start [-- options]

Starts the whole network on this machine: Postgres, Redis, a TON chain, a proxy and three workers with the demo model. Asks one
question through it and keeps running until Ctrl-C. The confidential hardware and the chain are SIMULATED.

  --ask "question"   ask this, print the answer on standard output, stop. Uses the network that runs in this folder, if one does
  --reset            delete the local state (databases, accounts, logs); nothing is started
  -h, --help         this text

Environment:
  COCOON_PORT        the proxy's port, 7770 by default; the chain takes the next one where it is free
  COCOON_HOME        where the state lives, .cocoon by default
  COCOON_MODEL       a GGUF, or a manifest beside its GGUF, to serve instead of the demo model
  COCOON_APP_FOLDER  files of the mini-app to serve instead of a development build
  DATABASE_URL       a Postgres of yours instead of the embedded one
  REDIS_URL          a Redis of yours instead of the embedded one

Exit codes: 0 done, or stopped by Ctrl-C while it ran; 1 failed; 2 wrong command line; 130 interrupted before that.
`;

/** @throws UsageError */
export function parseOptions(argv: readonly string[]): StartOptions {
  const { ask, reset = false, help = false } = read(argv);
  if (ask !== undefined && ask.trim() === "")
    throw new UsageError('--ask takes a question, such as --ask "What is Cocoon?".');
  if (ask !== undefined && reset) throw new UsageError("--ask and --reset don't go together; reset first.");
  return { ask: ask ?? null, reset, help };
}

function read(argv: readonly string[]) {
  try {
    return parseArgs({
      args: [...argv],
      options: {
        ask: { type: "string" },
        reset: { type: "boolean" },
        help: { type: "boolean", short: "h" },
      },
    }).values;
  } catch (error) {
    const reason = error instanceof Error ? (error.message.split(/\.\s/, 1)[0] as string) : "wrong arguments";
    throw new UsageError(`${reason.replace(/\.$/, "")}; see npm start -- --help.`);
  }
}
