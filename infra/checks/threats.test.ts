import { expect, it } from "vitest";
import { undefended } from "./threats.ts";

const FILES: Readonly<Record<string, string>> = { "a.test.ts": 'it("holds", …)', "b.json": '"name": "cut"' };
const read = (path: string): string | null => FILES[path] ?? null;
const table = (...rows: string[]): string =>
  ["# Security", "", "| Attack | Defence | Test |", "|---|---|---|", ...rows, "", "| no | row |"].join("\n");

it("takes a table whose tests are all there", () => {
  const both = '| Forgery | Signature | `a.test.ts` "holds", `b.json` "cut" |';
  expect(undefended(table(both, both), read)).toEqual([]);
});

it.each([
  [
    "a name that no test has",
    '| A | D | `a.test.ts` "breaks" |',
    '"A" cites `a.test.ts` "breaks", which is not there',
  ],
  [
    "a file that is gone",
    '| A | D | `c.test.ts` "holds" |',
    '"A" cites `c.test.ts` "holds", which is not there',
  ],
  ["no test", "| A | D | by hand |", '"A" lacks its defence or a test'],
  ["no defence", '| A | | `a.test.ts` "holds" |', '"A" lacks its defence or a test'],
])("names %s", (_, row, line) => {
  expect(undefended(table(row), read)).toEqual([line]);
});

it("names a table that is not there", () => {
  expect(undefended("# Security", read)).toHaveLength(1);
});
