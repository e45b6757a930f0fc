import { expect, it } from "vitest";
import { countOf, problemsOf } from "./report.ts";

const right = { id: "a", problems: [] };
const wrong = { id: "b", problems: ["reason: expected 1, got 2", "fields: expected 3, got 4"] };
const expected = [right, { id: "b", problems: [] }, { id: "c", problems: [] }];

it("prints every mismatch, and every case that did not run", () => {
  expect(problemsOf("Browser", [right, wrong], expected)).toEqual([
    "FAIL Browser: b: reason: expected 1, got 2",
    "FAIL Browser: b: fields: expected 3, got 4",
    "FAIL Browser: c: did not run",
  ]);
});

it("counts a case that did not run as failed", () => {
  expect(countOf([right, wrong], expected)).toEqual({ passed: 1, failed: 2 });
  expect(countOf([], expected)).toEqual({ passed: 0, failed: 3 });
  expect(countOf([right], [right])).toEqual({ passed: 1, failed: 0 });
});
