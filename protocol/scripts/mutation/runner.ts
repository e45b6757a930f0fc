import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createVitest, type TestModule, type Vitest } from "vitest/node";
import { ROOT, TESTS } from "./folders.ts";
import type { SourceFile } from "./instrumenter.ts";
import type { RunSetting } from "./setting.ts";

/** One run of one test file. */
export interface RunRequest {
  /** Absolute. */
  readonly file: string;
  /** Names of the only tests to run; null for all. */
  readonly tests: readonly string[] | null;
  readonly setting: RunSetting;
}

export interface RunReply {
  readonly passed: boolean;
  /** What the first thing that failed said; null when nothing failed. */
  readonly problem: string | null;
  readonly elapsedMs: number;
}

/** A process of its own: vitest over the instrumented code. It takes requests and gives replies, one after the other. */
async function main(instrumented: string): Promise<void> {
  const files = JSON.parse(readFileSync(instrumented, "utf8")) as readonly SourceFile[];
  const contents = new Map(files.map(({ name, content }) => [join(ROOT, name), content]));
  const vitest = await createVitest(
    "test",
    {
      config: false,
      root: ROOT,
      include: [`${TESTS.folder}/**/*.test.ts`],
      exclude: ["**/node_modules/**"],
      setupFiles: [join(import.meta.dirname, "setup.ts")],
      pool: "forks",
      maxWorkers: 1,
      watch: false,
      bail: 1,
      testTimeout: 60_000,
      hookTimeout: 60_000,
      reporters: [{}],
      onConsoleLog: () => false,
    },
    {
      logLevel: "silent",
      plugins: [
        { name: "instrumented", enforce: "pre", load: (id) => contents.get(id.replace(/\?.*$/, "")) },
      ],
    },
  );
  process.on("message", (request: RunRequest) => {
    run(vitest, request).then(
      (reply) => process.send?.(reply),
      (error: unknown) => {
        console.error(error);
        process.exit(1);
      },
    );
  });
  process.send?.("ready");
}

async function run(vitest: Vitest, { file, tests, setting }: RunRequest): Promise<RunReply> {
  const beganMs = performance.now();
  process.env["COCOON_MUTATION"] = JSON.stringify(setting);
  if (tests) vitest.setGlobalTestNamePattern(new RegExp(`(?:${tests.map(escaped).join("|")})$`));
  else vitest.resetGlobalTestNamePattern();
  const specifications = await vitest.globTestSpecifications([file]);
  const exact = specifications.filter(({ moduleId }) => moduleId === file);
  if (exact.length === 0) throw new Error(`${file} is no test`);
  // It keeps them from run to run, and every later one would seem to fail.
  vitest.state.clearErrors();
  vitest.state.filesMap.clear();
  const { testModules, unhandledErrors } = await vitest.runTestSpecifications(exact);
  const passed = unhandledErrors.length === 0 && testModules.every((module) => module.ok());
  const ran = testModules.flatMap((module) => [...module.children.allTests("passed")]);
  if (passed && ran.length === 0) throw new Error(`${file}: no test ran`);
  const problem = passed ? null : problemOf(testModules, unhandledErrors);
  return { passed, problem, elapsedMs: performance.now() - beganMs };
}

function problemOf(modules: readonly TestModule[], unhandled: readonly unknown[]): string {
  const ofModules = modules.flatMap((module) => [
    ...module.errors(),
    ...[...module.children.allSuites()].flatMap((suite) => suite.errors()),
    ...[...module.children.allTests("failed")].flatMap((test) => test.result().errors ?? []),
  ]);
  const [first] = [...ofModules.map(({ message }) => message), ...unhandled.map(String)];
  return first ?? "it says nothing";
}

const escaped = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&");

const [, , instrumented = ""] = process.argv;
await main(instrumented);
