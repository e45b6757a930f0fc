import { expect, it } from "vitest";
import { countOf, problemsOf } from "./report.ts";

const right = { id: "a", problems: [] };
const wrong = { id: "b", problems: ["reason: expected 1, got 2", "fields: expected 3, got 4"] };
const expected = [right, { id: "b", problems: [] }, { id: "c", problems: [] }];

it("prints every mismatch, and every case that did not run", () => {
  expect(problemsOf("Browser", [right, wrong], expected)).toEqual([
    "FAIL Browser: b: reason: expected 1, got 2",
    "FAIL Browser: b: fields: expected 3, got 4",
    "FAIL Browser: c: did not run in its place",
  ]);
});

it("counts a case that did not run as failed", () => {
  expect(countOf([right, wrong], expected)).toEqual({ passed: 1, failed: 2 });
  expect(countOf([], expected)).toEqual({ passed: 0, failed: 3 });
  expect(countOf([right], [right])).toEqual({ passed: 1, failed: 0 });
});

it("takes no other case for one that did not run", () => {
  const other = { id: "d", problems: [] };
  expect(problemsOf("Browser", [right, other], expected.slice(0, 2))).toEqual([
    "FAIL Browser: b: did not run in its place",
    "FAIL Browser: d: is not expected in its place",
  ]);
  expect(countOf([right, other], expected.slice(0, 2))).toEqual({ passed: 1, failed: 1 });
});
