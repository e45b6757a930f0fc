import { readFile } from "node:fs/promises";
import { expect, it } from "vitest";
import { ROSTER_REASONS } from "./reasons.ts";

const spec = await readFile(new URL("../../SPEC.md", import.meta.url), "utf8");
const part = spec.slice(spec.indexOf("## 7."), spec.indexOf("## 8."));

it("lists exactly the reasons there are, in their order, each with its clause and sentence", () => {
  const rows = part.slice(part.indexOf("**7.9**")).matchAll(/^\| `(\w+)` \| ([\d.]+) \| (.+) \|$/gm);
  const listed = Array.from(rows, ([, code, clause, sentence]) => [code, { clause, sentence }]);
  expect(listed).toEqual(Object.entries(ROSTER_REASONS));
});

it("names each reason in its clause", () => {
  for (const [code, { clause }] of Object.entries(ROSTER_REASONS)) {
    const from = part.indexOf(`**${clause}** `);
    const next = part.indexOf(`\n**7.`, from + 1);
    expect(part.slice(from, next)).toContain(`\`${code}\``);
  }
});
