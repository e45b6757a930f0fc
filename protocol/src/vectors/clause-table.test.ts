import { readdir, readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { caseChanges, casesOf } from "./cases.ts";
import { clausesOf, isAboutVectors, withClauseTable } from "./clause-table.ts";
import { GAPS } from "./gaps.ts";

const FOLDER = new URL("../../vectors/", import.meta.url);
const spec = await readFile(new URL("../../SPEC.md", import.meta.url), "utf8");
const names = (await readdir(FOLDER)).filter((name) => name.endsWith(".json")).toSorted();
const files = new Map(
  await Promise.all(
    names.map(async (name) => [name, await readFile(new URL(name, FOLDER), "utf8")] as const),
  ),
);
const shown = new Set([...files.values()].flatMap((text) => casesOf(text).map(({ clause }) => clause)));
const clauses = clausesOf(spec).filter((clause) => !isAboutVectors(clause));

describe("the specification's table of vectors", () => {
  it("is the one that the files give: npm run vectors:write -w protocol makes it anew", () => {
    expect(withClauseTable(spec, files)).toBe(spec);
  });

  it("has a reason for every clause without a vector, and for no other", () => {
    expect(clauses.filter((clause) => !shown.has(clause))).toEqual(
      clauses.filter((clause) => Object.hasOwn(GAPS, clause)),
    );
    expect(Object.keys(GAPS).filter((clause) => !clauses.includes(clause))).toEqual([]);
  });

  it("has a clause for every vector", () => {
    expect([...shown].filter((clause) => clause !== null && !clauses.includes(clause))).toEqual([]);
  });

  it("counts what a file accepts and rejects", () => {
    const text = JSON.stringify({
      clause: "SPEC 4",
      recipients: [{ name: "alice" }],
      accept: [{ name: "a", clause: "SPEC 4.1" }],
      rejectPaths: [
        { name: "b", clause: "SPEC 4.1" },
        { name: "c", clause: "SPEC 4.1 step 3" },
      ],
    });
    const small = `${spec.slice(0, spec.indexOf("## 1."))}## 4. X\n\n**4.1** Y\n\n${spec.slice(spec.indexOf("<!-- vectors: begin"))}`;
    expect(withClauseTable(small, new Map([["x.json", text]]))).toContain("| 4.1 | x 1 | x 2 |");
  });
});

it("tells which vectors were added, removed and changed", () => {
  const file = (vectors: readonly object[]) => JSON.stringify({ accept: vectors });
  const of = (name: string, value: number) => ({ name, clause: "SPEC 1.1", value });
  expect(caseChanges(file([of("a", 1), of("b", 1)]), file([of("b", 2), of("c", 1)]))).toEqual([
    "- accept: a",
    "~ accept: b",
    "+ accept: c",
  ]);
  expect(caseChanges(null, file([of("a", 1)]))).toEqual(["+ accept: a"]);
});
