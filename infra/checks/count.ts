/** How many things a step found right and wrong. */
export interface Count {
  readonly passed: number;
  readonly failed: number;
}

/** Of a step that says nothing but its exit code. */
export const byExitCode = (code: number): Count =>
  code === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };

/** From a last line `N passed, N failed`; null when the step broke off before it. */
export function fromLastLine(output: string): Count | null {
  const match = /^(\d+) passed, (\d+) failed$/.exec(output.trimEnd().split("\n").at(-1) ?? "");
  return match ? { passed: Number(match[1]), failed: Number(match[2]) } : null;
}

/** From lines `PASS name` and `FAIL name: why`. */
export function fromVerdicts(output: string): Count {
  const lines = output.split("\n");
  const count = (verdict: RegExp) => lines.filter((line) => verdict.test(line)).length;
  return { passed: count(/^PASS /), failed: count(/^FAIL /) };
}

/** From vitest's JSON report; a file that can't be loaded is one failure. */
export function fromVitest(report: string): Count {
  const { numPassedTests, numFailedTests, testResults } = JSON.parse(report) as {
    numPassedTests: number;
    numFailedTests: number;
    testResults: readonly { status: string; assertionResults: readonly unknown[] }[];
  };
  const broken = testResults.filter(
    ({ status, assertionResults }) => status === "failed" && assertionResults.length === 0,
  );
  return { passed: numPassedTests, failed: numFailedTests + broken.length };
}

/** Of the same report: each failed test's file and full name, with the first line of what it said. */
export function failuresOfVitest(report: string): string[] {
  const { testResults } = JSON.parse(report) as {
    testResults: readonly {
      name: string;
      status: string;
      message: string;
      assertionResults: readonly { status: string; fullName: string; failureMessages: readonly string[] }[];
    }[];
  };
  const firstLine = (text: string | undefined): string => text?.split("\n")[0] ?? "";
  return testResults.flatMap(({ name, status, message, assertionResults }) => {
    if (status === "failed" && assertionResults.length === 0) return [`${name}: ${firstLine(message)}`];
    return assertionResults
      .filter((test) => test.status === "failed")
      .map((test) => `${name}: ${test.fullName}: ${firstLine(test.failureMessages[0])}`);
  });
}

/** From the same lines as `fromVerdicts`: what failed and why. */
export const failuresOfVerdicts = (output: string): string[] =>
  output.split("\n").filter((line) => line.startsWith("FAIL "));

/** A step that failed is counted as failed at least once, whatever it says of its parts. */
export const atLeastTheExitCode = (count: Count | null, code: number): Count => {
  if (count === null) return { passed: 0, failed: 1 };
  return code !== 0 && count.failed === 0 ? { ...count, failed: 1 } : count;
};
