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
  const missing = expected.filter(({ id }, place) => cases[place]?.id !== id);
  const unknown = cases.filter(({ id }, place) => expected[place]?.id !== id);
  return [
    ...wrong,
    ...missing.map(({ id }) => `FAIL ${platform}: ${id}: did not run in its place`),
    ...unknown.map(({ id }) => `FAIL ${platform}: ${id}: is not expected in its place`),
  ];
}

/** Right are cases without a problem in the place where they are expected. */
export function countOf(cases: readonly Case[], expected: readonly Case[]): Count {
  const passed = cases.filter(
    ({ id, problems }, place) => problems.length === 0 && expected[place]?.id === id,
  );
  return { passed: passed.length, failed: Math.max(cases.length, expected.length) - passed.length };
}
