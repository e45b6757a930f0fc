import { resolve } from "node:path";
import { parseArgs } from "node:util";

export const SUITE_NAMES = ["crypto", "ledger", "dispatch", "inference", "miniapp"] as const;
export type SuiteName = (typeof SUITE_NAMES)[number];

export interface Arguments {
  readonly quick: boolean;
  readonly check: boolean;
  readonly help: boolean;
  /** All of them when none was named. */
  readonly suites: readonly SuiteName[];
  /** Absolute; null when not asked for. */
  readonly jsonFile: string | null;
  /** Absolute folder for the proxy's CPU profile; null when not asked for. */
  readonly profileFolder: string | null;
}

export const USAGE = `Usage: npm run bench -- [options]

Measures this network and, in the same run, what each figure is to be judged by.
The table goes to standard output, progress to standard error.

  --quick           fewer samples: under 90 s on two busy cores
  --only NAME       one suite: ${SUITE_NAMES.join(", ")}; may be repeated
  --json FILE       write all figures and the machine's facts to FILE
  --check           exit with 1 when a figure is over twice its bar
  --profile FOLDER  write a CPU profile of the proxy in the dispatch suite
  -h, --help        this text

Exit codes: 0 measured, 1 failed, 2 wrong command line.
`;

/** The command line can't be used; the message says why in one sentence. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

/** @param cwd what relative paths start from: the folder the person stood in. @throws UsageError */
export function readArguments(args: readonly string[], cwd: string): Arguments {
  const values = parse(args);
  const path = (value: string | undefined) => (value === undefined ? null : resolve(cwd, value));
  return {
    quick: values.quick ?? false,
    check: values.check ?? false,
    help: values.help ?? false,
    suites: values.only ? suitesOf(values.only) : SUITE_NAMES,
    jsonFile: path(values.json),
    profileFolder: path(values.profile),
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        quick: { type: "boolean" },
        check: { type: "boolean" },
        help: { type: "boolean", short: "h" },
        only: { type: "string", multiple: true },
        json: { type: "string" },
        profile: { type: "string" },
      },
    }).values;
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : "the options can't be read");
  }
}

function suitesOf(names: readonly string[]): SuiteName[] {
  const unknown = names.find((name) => !SUITE_NAMES.some((suite) => suite === name));
  if (unknown !== undefined)
    throw new UsageError(`There is no suite called "${unknown}"; --only takes ${SUITE_NAMES.join(", ")}.`);
  return SUITE_NAMES.filter((suite) => names.includes(suite));
}
