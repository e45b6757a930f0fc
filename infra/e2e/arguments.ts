import { resolve } from "node:path";
import { parseArgs } from "node:util";

export class UsageError extends Error {
  override readonly name = "UsageError";
}

export interface E2eArguments {
  /** The scenarios to run, in this order. */
  readonly names: readonly string[];
  /** Whether the folders of failed scenarios stay. */
  readonly keep: boolean;
  /** Absolute folder for pictures of every screen of the mini-app; null for none. */
  readonly shots: string | null;
  readonly help: boolean;
}

/**
 * @param known all scenarios; without a name in `argv` all of them are meant
 * @param cwd what a relative path starts from: the folder the person stood in
 * @throws UsageError
 */
export function parseArguments(
  argv: readonly string[],
  known: readonly string[],
  cwd: string = process.cwd(),
): E2eArguments {
  const { values, positionals } = read(argv);
  const unknown = positionals.find((name) => !known.includes(name));
  if (unknown !== undefined)
    throw new UsageError(`There is no scenario "${unknown.slice(0, 32)}"; there are: ${known.join(", ")}.`);
  return {
    names: positionals.length > 0 ? positionals : known,
    keep: values.keep ?? false,
    shots: values.shots === undefined ? null : resolve(cwd, values.shots),
    help: values.help ?? false,
  };
}

function read(argv: readonly string[]) {
  try {
    return parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: {
        keep: { type: "boolean" },
        shots: { type: "string" },
        help: { type: "boolean", short: "h" },
      },
    });
  } catch (error) {
    const reason = error instanceof Error ? (error.message.split(/\.\s/, 1)[0] as string) : "wrong arguments";
    throw new UsageError(`${reason.replace(/\.$/, "")}; see npm run e2e -- --help.`);
  }
}

export const usage = (known: readonly string[]): string =>
  `Usage: npm run e2e -- [NAME …] [--keep] [--shots DIR]

Runs each scenario on a fresh local network of its own ports and folder. Ends each with a line
PASS NAME or FAIL NAME: why on standard output; progress goes to standard error.

  NAME     ${known.join(", ")}; without one, all of them
  --keep   leaves the folder of a failed scenario, with its logs, and prints where it is
  --shots DIR  has miniapp draw every screen into DIR, in each size, theme and language; takes minutes more
  -h, --help   this text

Exit codes: 0 all passed, 1 one failed, 2 wrong command line.
`;
