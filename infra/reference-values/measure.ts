import { type MeasureArguments, readMeasureArguments, USAGE } from "./measure-arguments.ts";
import { measureAll, type Measured } from "./measured.ts";
import { UsageError } from "./usage-error.ts";

/** npm run measure -w infra: the MEASUREMENT of an image, from its files (SPEC 10.1). */
function main(): number {
  const options = readMeasureArguments(process.argv.slice(2), process.env["INIT_CWD"] ?? process.cwd());
  process.stdout.write(options === null ? USAGE : render(options, measureAll(options)));
  return 0;
}

/** Just the hex where there is one digest, so that a script can take it as it is. */
function render({ json }: MeasureArguments, measured: readonly Measured[]): string {
  if (json) return `${JSON.stringify({ measurements: measured }, null, 2)}\n`;
  const [first, ...others] = measured;
  if (first && others.length === 0) return `${first.digest}\n`;
  return measured.map(({ vcpus, cpu, digest }) => `${digest}  ${vcpus} × ${cpu}\n`).join("");
}

try {
  process.exitCode = main();
} catch (error) {
  if (!(error instanceof UsageError)) throw error;
  process.stderr.write(`measure: ${error.message}\n`);
  process.exitCode = 2;
}
