import { readFile } from "node:fs/promises";
import { expect, it } from "vitest";
import { AMD_ROOTS } from "./amd-roots.ts";
import { REASONS } from "./reasons.ts";

const spec = await readFile(new URL("../../SPEC.md", import.meta.url), "utf8");
const table = spec.slice(spec.indexOf("**3.12**"), spec.indexOf("## 4."));

it("lists exactly the reasons there are, in their order, each with its clause and sentence", () => {
  const rows = table.matchAll(/^\| `(\w+)` \| ([\d.]+) \| (.+) \|$/gm);
  const listed = Array.from(rows, ([, code, clause, sentence]) => [code, { clause, sentence }]);
  expect(listed).toEqual(Object.entries(REASONS));
});

it("has every clause that a reason names", () => {
  for (const { clause } of Object.values(REASONS)) expect(spec).toContain(`**${clause}** `);
});

it("names each reason that a check gives outside the table, so that none is without a rule", () => {
  const rules = spec.slice(spec.indexOf("## 2."), spec.indexOf("**3.12**"));
  const checks = Object.entries(REASONS).filter(([, { clause }]) => clause !== "3.8");
  for (const [code] of checks) expect(rules).toContain(`\`${code}\``);
});

it("pins the roots that the code pins", () => {
  for (const { product, spkiSha256 } of AMD_ROOTS) expect(spec).toContain(`${product} \`${spkiSha256}\``);
});
