import { StackError } from "./errors.ts";
import { parseOptions, USAGE, UsageError } from "./start/options.ts";
import { start } from "./start/run.ts";

async function main(argv: readonly string[]): Promise<number> {
  try {
    const options = parseOptions(argv);
    if (!options.help) return await start(options);
    process.stdout.write(USAGE);
    return 0;
  } catch (error) {
    if (!(error instanceof UsageError || error instanceof StackError)) throw error;
    process.stderr.write(`${error.message}\n`);
    return error instanceof UsageError ? 2 : 1;
  }
}

process.exit(await main(process.argv.slice(2)));
