import { parseArgs } from "node:util";

export interface Arguments {
  readonly seed: string;
  /** The most mutants that are tried. */
  readonly sample: number;
  /** After which it ends with the mutants that were judged. */
  readonly minutes: number;
  readonly concurrency: number;
}

export const USAGE = `Usage: npm run mutate -w protocol -- [options]

Changes the code in one place at a time and sees whether a test fails.
Writes protocol/mutation/result.json and protocol/mutation/README.md.

  --seed TEXT        which mutants are drawn (default 1)
  --sample N         how many at most (default 500)
  --minutes N        end after so long with what was tried (default 30)
  --concurrency N    how many at a time (default 2)
  -h, --help         this text

Exit codes: 0 every change that no test sees is explained in protocol/mutation/explanations.json,
1 one is not, or the run failed, 2 wrong command line.
`;

export class UsageError extends Error {
  override readonly name = "UsageError";
}

/** Null for --help. @throws UsageError */
export function readArguments(args: readonly string[]): Arguments | null {
  const values = parse(args);
  if (values.help) return null;
  return {
    seed: values.seed,
    sample: count("sample", values.sample),
    minutes: count("minutes", values.minutes),
    concurrency: count("concurrency", values.concurrency),
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        seed: { type: "string", default: "1" },
        sample: { type: "string", default: "500" },
        minutes: { type: "string", default: "30" },
        concurrency: { type: "string", default: "2" },
        help: { type: "boolean", short: "h", default: false },
      },
    }).values;
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : "the options can't be read");
  }
}

function count(name: string, text: string): number {
  if (!/^[1-9]\d{0,4}$/.test(text)) throw new UsageError(`--${name} takes a whole number above 0.`);
  return Number(text);
}
