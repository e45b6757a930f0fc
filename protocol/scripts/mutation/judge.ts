import type { Covering } from "./coverage.ts";
import type { Mutant } from "./mutants.ts";
import type { RunnerProcess } from "./runner-process.ts";

/** Whether a test saw it; "timeout" is a loop that never ends, which is seen too. */
export type Status = "killed" | "timeout" | "survived" | "not covered";

/** Beyond what the tests take alone: begun anew, on a machine that others use too. */
const GRACE_MS = 60_000;
const TIMES = 5;
const HITS_GRACE = 10_000;
const HITS_TIMES = 100;

/**
 * Runs the tests that pass a mutant until the first of them fails.
 * @param endMs of performance.now(). @returns null when the time was over before anything could be said
 */
export async function judge(
  runner: RunnerProcess,
  mutant: Mutant,
  covering: readonly Covering[],
  rsaKeys: string,
  endMs: number,
): Promise<Status | null> {
  if (covering.length === 0) return "not covered";
  for (const { file, tests, hits, elapsedMs } of covering) {
    const hitLimit = hits * HITS_TIMES + HITS_GRACE;
    const setting = { mutant: mutant.id, hitLimit, coverageFile: null, rsaKeys };
    const leftMs = endMs - performance.now();
    if (leftMs <= 0) return null;
    const limitMs = elapsedMs * TIMES + GRACE_MS;
    const reply = await runner.run({ file, tests, setting }, Math.min(limitMs, leftMs));
    if (reply === "late") return leftMs < limitMs ? null : "timeout";
    if (!reply.passed) return "killed";
  }
  return "survived";
}

/** A runner that fails by itself would see every mutant. @throws when the code as it is fails in it, too */
export async function control(
  runner: RunnerProcess,
  covering: ReadonlyMap<string, readonly Covering[]>,
  rsaKeys: string,
): Promise<void> {
  const [first] = [...covering.values()].flat().toSorted((a, b) => a.elapsedMs - b.elapsedMs);
  if (!first) throw new Error("no test passes any mutant");
  const setting = { mutant: "none", hitLimit: 0, coverageFile: null, rsaKeys };
  const reply = await runner.run(
    { file: first.file, tests: null, setting },
    first.elapsedMs * TIMES + GRACE_MS,
  );
  if (reply === "late" || !reply.passed)
    throw new Error("the tests began to fail without a mutant; nothing was written");
}
