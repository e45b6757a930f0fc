import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { unifiedDiff } from "./line-diff.ts";

const text = (...lines: readonly string[]): string => lines.map((line) => `${line}\n`).join("");

describe("a unified diff", () => {
  it("is empty where nothing changes", () => {
    expect(unifiedDiff("f", text("a", "b"), text("a", "b"))).toEqual([]);
  });

  it("shows three lines around a change, and where it is", () => {
    const before = ["1", "2", "3", "4", "5", "6", "7", "8", "9"];
    const after = before.with(4, "five");
    expect(unifiedDiff("f", text(...before), text(...after))).toEqual([
      "--- f",
      "+++ f",
      "@@ -2,7 +2,7 @@",
      " 2",
      " 3",
      " 4",
      "-5",
      "+five",
      " 6",
      " 7",
      " 8",
    ]);
  });

  it("shows changes that are far apart by themselves, and a new file whole", () => {
    const before = Array.from({ length: 30 }, (_, line) => `${line}`);
    const after = ["new", ...before.slice(0, -1)];
    expect(unifiedDiff("f", text(...before), text(...after)).filter((line) => line.startsWith("@@"))).toEqual(
      ["@@ -1,3 +1,4 @@", "@@ -27,4 +28,3 @@"],
    );
    expect(unifiedDiff("f", "", text("a", "b"))).toEqual(["--- f", "+++ f", "@@ -1,0 +1,2 @@", "+a", "+b"]);
  });

  it("tells long lines apart by their hash", () => {
    const [, , , removed, added] = unifiedDiff("f", text("0".repeat(200)), text(`${"0".repeat(199)}1`));
    expect(removed).toMatch(/^-0{100}… 200 characters, SHA-256 [0-9a-f]{12}$/);
    expect(added?.slice(1)).not.toBe(removed?.slice(1));
  });

  it("leads from the one text to the other, whatever they are", () => {
    const lines = fc.array(fc.constantFrom("a", "b", "c", "d"), { maxLength: 12 });
    fc.assert(
      fc.property(lines, lines, (before, after) => {
        const diff = unifiedDiff("f", text(...before), text(...after)).slice(2);
        const changed = (mark: string) => diff.filter((line) => line.startsWith(mark)).length;
        expect(changed("+") - changed("-")).toBe(after.length - before.length);
        expect(applied(before, diff)).toEqual(after);
      }),
    );
  });
});

/** As `patch` does. */
function applied(before: readonly string[], diff: readonly string[]): string[] {
  const result: string[] = [];
  let next = 0;
  for (const line of diff) {
    const hunk = /^@@ -(\d+),\d+ \+\d+,\d+ @@$/.exec(line);
    if (hunk) {
      const start = Number(hunk[1]) - 1;
      result.push(...before.slice(next, start));
      next = start;
    } else if (line.startsWith("+")) result.push(line.slice(1));
    else {
      expect(before[next]).toBe(line.slice(1));
      if (line.startsWith(" ")) result.push(line.slice(1));
      next++;
    }
  }
  return [...result, ...before.slice(next)];
}
