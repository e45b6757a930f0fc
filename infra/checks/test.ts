import { spawn } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { whyNoChromium } from "../browser/chromium/missing.ts";
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
const REPORTS = join(ROOT, ".cache/test-reports");
const SOURCE = ["--conditions=@cocoon/source", "--import", "tsx"];

interface Step {
  readonly name: string;
  /** Left out where there is no Chromium and none can be had. */
  readonly needsBrowser?: boolean;
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

/** Vitest with these arguments; what it counts and what failed come from its report. */
function vitest(name: string, ...args: readonly string[]): Step {
  const report = join(REPORTS, `${name}.json`);
  return {
    name,
    args: [
      join(ROOT, "node_modules/vitest/vitest.mjs"),
      "run",
      ...args,
      "--reporter=dot",
      "--reporter=json",
      `--outputFile.json=${report}`,
    ],
    count: () => (existsSync(report) ? fromVitest(readFileSync(report, "utf8")) : null),
    failures: () => (existsSync(report) ? failuresOfVitest(readFileSync(report, "utf8")) : []),
  };
}

/** Why there is no Chromium to test with; null where there is one. */
const browserMissing = await whyNoChromium();
if (browserMissing !== null && process.env["CI"] === "true") {
  process.stdout.write(`FAIL  CI tests in a real browser: ${browserMissing}\n0 passed, 1 failed\n`);
  process.exit(1);
}
/** Without a browser, those that need none; with one, all. */
const NO_BROWSER_SCENARIOS = browserMissing === null ? [] : ["chat", "faults", "money", "registry", "two"];
const NO_BROWSER_SUITES =
  browserMissing === null ? [] : ["ledger", "dispatch", "inference"].flatMap((name) => ["--only", name]);

/** Everything that says whether the project works, the quick part first. */
const STEPS: readonly Step[] = [
  { name: "static checks", args: program("infra/checks/main.ts"), count: fromLastLine },
  // It fails, too, under the coverage that vitest.config.ts demands.
  vitest("tests of protocol", "--project=protocol", "--coverage"),
  vitest("tests of the rest", "--project=!protocol"),
  {
    name: "browser bundle",
    args: program("infra/browser/bundle/main.ts"),
    count: fromLastLine,
    failures: failuresOfVerdicts,
  },
  {
    name: "browser",
    needsBrowser: true,
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
    args: program("infra/e2e/main.ts", ...NO_BROWSER_SCENARIOS),
    count: fromVerdicts,
    failures: failuresOfVerdicts,
  },
  {
    name: "benchmark, twice its bars allowed",
    args: program("infra/bench/main.ts", "--quick", "--check", ...NO_BROWSER_SUITES),
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

rmSync(REPORTS, { recursive: true, force: true });
mkdirSync(REPORTS, { recursive: true });
interface Result {
  readonly name: string;
  readonly count: Count;
  readonly failures: readonly string[];
  readonly seconds: string;
}
const results: Result[] = [];
const steps = STEPS.filter(({ needsBrowser }) => !needsBrowser || browserMissing === null);
for (const { name, args, count, failures } of steps) {
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
if (browserMissing !== null)
  process.stdout.write(
    `SKIPPED: NOTHING WAS TESTED IN A BROWSER, THE MINI-APP LEAST OF ALL: ${browserMissing}\n`,
  );
const total = (part: keyof Count): number => results.reduce((sum, { count }) => sum + count[part], 0);
process.stdout.write(`${total("passed")} passed, ${total("failed")} failed\n`);
process.exitCode = total("failed") === 0 ? 0 : 1;
