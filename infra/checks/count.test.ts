import { expect, it } from "vitest";
import {
  atLeastTheExitCode,
  byExitCode,
  failuresOfVerdicts,
  failuresOfVitest,
  fromLastLine,
  fromVerdicts,
  fromVitest,
} from "./count.ts";

it("reads a last line", () => {
  expect(fromLastLine("ok  a\n7 passed, 2 failed\n")).toEqual({ passed: 7, failed: 2 });
  expect(fromLastLine("7 passed, 2 failed\nand then it broke")).toBeNull();
});

it("reads verdicts", () => {
  expect(fromVerdicts("PASS chat\nFAIL faults: PASS was expected\n")).toEqual({ passed: 1, failed: 1 });
});

it("counts a test file that did not load", () => {
  const report = {
    numPassedTests: 3,
    numFailedTests: 1,
    testResults: [
      { status: "failed", assertionResults: [{}] },
      { status: "failed", assertionResults: [] },
    ],
  };
  expect(fromVitest(JSON.stringify(report))).toEqual({ passed: 3, failed: 2 });
});

it("names what failed and why", () => {
  const report = {
    testResults: [
      {
        name: "/a.test.ts",
        status: "failed",
        message: "",
        assertionResults: [
          { status: "passed", fullName: "holds", failureMessages: [] },
          { status: "failed", fullName: "breaks", failureMessages: ["expected 1 to be 2\n  at a.test.ts"] },
        ],
      },
      { name: "/b.test.ts", status: "failed", message: "can't be loaded\nat b", assertionResults: [] },
    ],
  };
  expect(failuresOfVitest(JSON.stringify(report))).toEqual([
    "/a.test.ts: breaks: expected 1 to be 2",
    "/b.test.ts: can't be loaded",
  ]);
  expect(failuresOfVerdicts("PASS chat\nFAIL faults: no end\n")).toEqual(["FAIL faults: no end"]);
});

it("lets no failed step pass", () => {
  expect(byExitCode(3)).toEqual({ passed: 0, failed: 1 });
  expect(atLeastTheExitCode(null, 0)).toEqual({ passed: 0, failed: 1 });
  expect(atLeastTheExitCode({ passed: 5, failed: 0 }, 1)).toEqual({ passed: 5, failed: 1 });
  expect(atLeastTheExitCode({ passed: 5, failed: 2 }, 1)).toEqual({ passed: 5, failed: 2 });
  expect(atLeastTheExitCode({ passed: 5, failed: 0 }, 0)).toEqual({ passed: 5, failed: 0 });
});
