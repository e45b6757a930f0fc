import { readFile } from "node:fs/promises";
import { expect, it } from "vitest";
import { PROBLEMS } from "../api/index.ts";
import { REFUSALS } from "../envelope/refusal.ts";
import { vectorFiles } from "./all.ts";

const spec = await readFile(new URL("../../SPEC.md", import.meta.url), "utf8");

it("has every clause that a vector cites", async () => {
  const cited = [...(await vectorFiles()).values()].join("").matchAll(/"clause": "SPEC (\d+(?:\.\d+)?)/g);
  for (const clause of new Set(Array.from(cited, ([, number]) => number as string)))
    expect(spec).toContain(clause.includes(".") ? `**${clause}**` : `## ${clause}. `);
});

it("lists exactly the codes there are, each with its status and action", () => {
  const rows = spec.slice(spec.indexOf("## 9.")).matchAll(/^\| `(\w+)` \| (\d+) \| (\w+) \|$/gm);
  const listed = Array.from(rows, ([, code, status, action]) => [code, { status: Number(status), action }]);
  const known = Object.entries(PROBLEMS).map(([code, { status, action }]) => [code, { status, action }]);
  expect(Object.fromEntries(listed)).toEqual(Object.fromEntries(known));
});

it("orders the codes of a refusal as the code does", () => {
  const table = spec.slice(spec.indexOf("**4.9**"), spec.indexOf("**4.10**"));
  const codes = Array.from(table.matchAll(/`(\w+)`/g), ([, code]) => code as string);
  const inTable = [...new Set(codes.filter((code) => Object.hasOwn(PROBLEMS, code)))];
  expect(inTable).toEqual([...REFUSALS]);
});
