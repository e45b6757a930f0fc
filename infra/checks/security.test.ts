import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { ROOT } from "../stack/network/layout.ts";

const read = (path: string): string => readFileSync(`${ROOT}/${path}`, "utf8");
const rows = read("SECURITY.md")
  .split("\n")
  .filter((line) => line.startsWith("| ") && !line.startsWith("| attack "))
  .map((line) => line.split(" | ") as [attack: string, defence: string, tests: string]);

it("has defences", () => expect(rows.length).toBeGreaterThan(20));

it.each(rows)("%s: is defended against by tests that there are", (_attack, _defence, tests) => {
  const cited = Array.from(tests.matchAll(/\]\(([^)]+)\) "([^"]+)"/g), ([, path, name]) => [path, name]);
  expect(cited.length).toBeGreaterThan(0);
  for (const [path, name] of cited) expect(read(path as string)).toContain(name);
});
