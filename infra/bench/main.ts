import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { CACHE } from "../stack/network/layout.ts";
import { scratchFolder } from "../stack/scratch.ts";
import { type Arguments, readArguments, type SuiteName, USAGE, UsageError } from "./arguments.ts";
import { cryptoSuite } from "./crypto/crypto.ts";
import { dispatchSuite } from "./dispatch/dispatch.ts";
import { type Figure, verdictOf } from "./figure.ts";
import { ledgerSuite } from "./ledger/ledger.ts";
import { inferenceSuite } from "./inference/inference.ts";
import { miniappSuite } from "./miniapp/miniapp.ts";
import { machineFacts, reportJson, writeReport } from "./report.ts";
import type { Suite } from "./suite.ts";
import { renderTable } from "./table.ts";

const SUITES: Readonly<Record<SuiteName, Suite>> = {
  crypto: cryptoSuite,
  ledger: ledgerSuite,
  dispatch: dispatchSuite,
  inference: inferenceSuite,
  miniapp: miniappSuite,
};

const progress = (line: string): void => void process.stderr.write(`bench: ${line}\n`);

try {
  process.exitCode = await main();
} catch (error) {
  const usage = error instanceof UsageError;
  const message = error instanceof Error ? error.message : String(error);
  process.stderr.write(`bench: ${message}${usage ? `\n\n${USAGE}` : "\n"}`);
  process.exitCode = usage ? 2 : 1;
}

async function main(): Promise<number> {
  const options = readArguments(process.argv.slice(2), process.env["INIT_CWD"] ?? process.cwd());
  if (options.help) {
    process.stdout.write(USAGE);
    return 0;
  }
  endOnSignal();
  const machine = machineFacts(new Date());
  const figures = await runSuites(options);
  process.stdout.write(
    `${machine.cores} cores (${machine.cpu}), ${machine.platform}, Node ${machine.node}, ${machine.date}\n\n`,
  );
  process.stdout.write(renderTable(figures));
  if (options.jsonFile) writeReport(options.jsonFile, reportJson(machine, options.quick, figures));
  return options.check && figures.some((figure) => verdictOf(figure) === "failed") ? 1 : 0;
}

async function runSuites({ suites, quick, profileFolder }: Arguments): Promise<Figure[]> {
  const scratch = await scratchFolder(CACHE, "bench");
  try {
    const figures: Figure[] = [];
    for (const name of suites) {
      const folder = join(scratch.folder, name);
      mkdirSync(folder, { mode: 0o700 });
      const say = (line: string) => progress(`${name}: ${line}`);
      figures.push(...(await SUITES[name]({ quick, folder, profileFolder, progress: say })));
    }
    return figures;
  } finally {
    await scratch.remove();
  }
}

/** By way of "exit", where the stack kills what it started; the next run clears the folder. */
function endOnSignal(): void {
  process.once("SIGINT", () => process.exit(130));
  process.once("SIGTERM", () => process.exit(143));
}
