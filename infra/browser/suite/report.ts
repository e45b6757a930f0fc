import type { Case } from "./suite.ts";

export interface Count {
  readonly passed: number;
  readonly failed: number;
}

/** Every problem as a line: those of the cases, and every case that is not the same one in the same place. */
export function problemsOf(platform: string, cases: readonly Case[], expected: readonly Case[]): string[] {
  const wrong = cases.flatMap(({ id, problems }) =>
    problems.map((problem) => `FAIL ${platform}: ${id}: ${problem}`),
  );
  const ran = new Set(cases.map(({ id }) => id));
  const missing = expected.filter(({ id }) => !ran.has(id));
  return [...wrong, ...missing.map(({ id }) => `FAIL ${platform}: ${id}: did not run`)];
}

/** A case that did not run has failed. */
export function countOf(cases: readonly Case[], expected: readonly Case[]): Count {
  const passed = cases.filter(({ problems }) => problems.length === 0).length;
  return { passed, failed: Math.max(cases.length, expected.length) - passed };
}
