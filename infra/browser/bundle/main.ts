import { type Bundle, bundle } from "./build.ts";
import { checksOf } from "./checks.ts";
import { refusesTheSimulatedRoot } from "./refusal.ts";

const LISTED_INPUTS = 12;

/** Reports what verifying and sealing weigh in a browser and judges it; the last line is `N passed, N failed`. */
async function main(): Promise<number> {
  const program = await bundle("infra/browser/bundle/entry.ts");
  console.log(`verify + seal: ${sizes(program)}`);
  for (const { path, bytes } of program.inputs.slice(0, LISTED_INPUTS))
    console.log(`${String(bytes).padStart(8)}  ${path}`);
  const withValues = await bundle("infra/browser/bundle/with-reference-values.ts");
  console.log(`with signed reference values: ${sizes(withValues)}, no limit`);

  const checks = [...checksOf(program), await refusesTheSimulatedRoot(program)];
  for (const { name, problems } of checks)
    console.log(problems.length === 0 ? `PASS ${name}` : `FAIL ${name}: ${problems.join(", ")}`);
  const failed = checks.filter(({ problems }) => problems.length > 0).length;
  console.log(`${checks.length - failed} passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
}

const sizes = ({ bytes, gzipBytes }: Bundle): string => `${bytes} bytes, ${gzipBytes} by gzip -9`;

main().then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    console.error(`bundle: ${error instanceof Error ? error.message : String(error)}`);
    process.exitCode = 1;
  },
);
