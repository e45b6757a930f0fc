import { readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { CACHE, ROOT, TESTS } from "./folders.ts";
import type { RunnerProcess } from "./runner-process.ts";

type Hits = Readonly<Record<string, number>>;

/** A test file that passes a mutant. */
export interface Covering {
  readonly file: string;
  /** The tests that do; null when it is passed outside of any, as the file is loaded or in a hook. */
  readonly tests: readonly string[] | null;
  /** How often. */
  readonly hits: number;
  /** What the whole file takes without a mutant. */
  readonly elapsedMs: number;
}

interface FileCoverage {
  /** Passed while no test ran. */
  readonly static: Hits;
  readonly perTest: Readonly<Record<string, Hits>>;
}

/** Which test files pass which mutant, by its id. @throws when a test fails without any mutant */
export async function coverageOf(
  runner: RunnerProcess,
  rsaKeys: string,
): Promise<ReadonlyMap<string, readonly Covering[]>> {
  const coverageFile = join(CACHE, "coverage.json");
  const covering = new Map<string, Covering[]>();
  for (const file of testFiles()) {
    const setting = { mutant: null, hitLimit: 0, coverageFile, rsaKeys };
    const reply = await runner.run({ file, tests: null, setting }, FILE_LIMIT_MS);
    if (reply === "late") throw new Error(`${file} has no end without a mutant`);
    if (!reply.passed) throw new Error(`${file} fails without a mutant: ${reply.problem}`);
    const coverage = JSON.parse(readFileSync(coverageFile, "utf8")) as FileCoverage;
    rmSync(coverageFile);
    for (const [id, found] of coveringOf(file, coverage, reply.elapsedMs))
      covering.set(id, [...(covering.get(id) ?? []), found]);
  }
  // The cheapest first: most mutants fall at once.
  for (const [id, files] of covering)
    covering.set(
      id,
      files.toSorted((a, b) => a.elapsedMs - b.elapsedMs),
    );
  return covering;
}

/** Of one test file without a mutant, on a machine that others use too. */
const FILE_LIMIT_MS = 300_000;

function testFiles(): string[] {
  const folder = join(ROOT, TESTS.folder);
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => TESTS.name.test(name) && !TESTS.leftOut.test(name))
    .map((name) => join(folder, name))
    .toSorted();
}

function coveringOf(file: string, coverage: FileCoverage, elapsedMs: number): Map<string, Covering> {
  const found = new Map<string, Covering>();
  for (const [test, hits] of Object.entries(coverage.perTest))
    for (const [id, count] of Object.entries(hits)) {
      const before = found.get(id);
      found.set(id, {
        file,
        tests: [...(before?.tests ?? []), test],
        hits: (before?.hits ?? 0) + count,
        elapsedMs,
      });
    }
  for (const [id, count] of Object.entries(coverage.static))
    found.set(id, { file, tests: null, hits: (found.get(id)?.hits ?? 0) + count, elapsedMs });
  return found;
}
