import { readFile } from "node:fs/promises";
import { expect, it } from "vitest";
import { REFERENCE_REASONS } from "./reasons.ts";

const spec = await readFile(new URL("../../SPEC.md", import.meta.url), "utf8");

it("lists exactly the reasons there are, in their order, each with its clause and sentence", () => {
  const rows = spec.slice(spec.indexOf("**10.6**")).matchAll(/^\| `(\w+)` \| ([\d.]+) \| (.+) \|$/gm);
  const listed = Array.from(rows, ([, code, clause, sentence]) => [code, { clause, sentence }]);
  expect(listed).toEqual(Object.entries(REFERENCE_REASONS));
});

it("has every clause that a reason names", () => {
  for (const { clause } of Object.values(REFERENCE_REASONS)) expect(spec).toContain(`**${clause}** `);
});
