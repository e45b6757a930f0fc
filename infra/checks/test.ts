import { spawn } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import {
  atLeastTheExitCode,
  byExitCode,
  type Count,
  failuresOfVerdicts,
  failuresOfVitest,
  fromLastLine,
  fromVerdicts,
  fromVitest,
} from "./count.ts";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const REPORT = join(ROOT, ".cache/test-report.json");
const SOURCE = ["--conditions=@cocoon/source", "--import", "tsx"];

interface Step {
  readonly name: string;
  readonly args: readonly string[];
  readonly count: (output: string, code: number) => Count | null;
  /** What failed, a line each; for a step whose output is long. */
  readonly failures?: (output: string) => string[];
}

const program = (main: string, ...args: readonly string[]): string[] => [
  ...SOURCE,
  join(ROOT, main),
  ...args,
];

/** Everything that says whether the project works, the quick part first. */
const STEPS: readonly Step[] = [
  { name: "static checks", args: program("infra/checks/main.ts"), count: fromLastLine },
  {
    name: "tests",
    args: [
      join(ROOT, "node_modules/vitest/vitest.mjs"),
      "run",
      "--reporter=dot",
      "--reporter=json",
      `--outputFile.json=${REPORT}`,
    ],
    count: () => (existsSync(REPORT) ? fromVitest(readFileSync(REPORT, "utf8")) : null),
    failures: () => (existsSync(REPORT) ? failuresOfVitest(readFileSync(REPORT, "utf8")) : []),
  },
  {
    name: "browser bundle",
    args: program("infra/browser/bundle/main.ts"),
    count: fromLastLine,
    failures: failuresOfVerdicts,
  },
  {
    name: "browser",
    args: program("infra/browser/main.ts"),
    count: fromLastLine,
    failures: failuresOfVerdicts,
  },
  {
    name: "demo model's score",
    args: program("infra/demo-model/score.ts"),
    count: (_, code) => byExitCode(code),
  },
  {
    name: "end to end",
    args: program("infra/e2e/main.ts"),
    count: fromVerdicts,
    failures: failuresOfVerdicts,
  },
  {
    name: "benchmark, twice its bars allowed",
    args: program("infra/bench/main.ts", "--quick", "--check"),
    count: (_, code) => byExitCode(code),
  },
];

/** Runs it in this terminal and keeps what it writes to standard output. */
function run(args: readonly string[]): Promise<{ code: number; output: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, {
      cwd: ROOT,
      env: { ...process.env, NODE_OPTIONS: "" },
      stdio: ["ignore", "pipe", "inherit"],
    });
    const output: Buffer[] = [];
    child.stdout.on("data", (part: Buffer) => {
      output.push(part);
      process.stdout.write(part);
    });
    child.once("error", reject);
    child.once("close", (code) => resolve({ code: code ?? 1, output: Buffer.concat(output).toString() }));
  });
}

mkdirSync(join(ROOT, ".cache"), { recursive: true });
rmSync(REPORT, { force: true });
interface Result {
  readonly name: string;
  readonly count: Count;
  readonly failures: readonly string[];
  readonly seconds: string;
}
const results: Result[] = [];
for (const { name, args, count, failures } of STEPS) {
  process.stdout.write(`\n── ${name}\n`);
  const startedMs = performance.now();
  const { code, output } = await run(args);
  const seconds = ((performance.now() - startedMs) / 1000).toFixed(1);
  results.push({
    name,
    count: atLeastTheExitCode(count(output, code), code),
    failures: failures?.(output) ?? [],
    seconds,
  });
}

process.stdout.write("\n");
for (const { name, count, failures, seconds } of results) {
  process.stdout.write(
    `${count.failed === 0 ? "ok  " : "FAIL"}  ${name}: ${count.passed} passed, ${count.failed} failed (${seconds} s)\n`,
  );
  // Said again here, beside the counts: the step's own output may be thousands of lines up.
  for (const failure of failures) process.stdout.write(`      ${failure}\n`);
}
const total = (part: keyof Count): number => results.reduce((sum, { count }) => sum + count[part], 0);
process.stdout.write(`${total("passed")} passed, ${total("failed")} failed\n`);
process.exitCode = total("failed") === 0 ? 0 : 1;
