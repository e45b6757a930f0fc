import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { buildMiniapp } from "./miniapp.ts";

it("builds the development app once for what it is made of", async () => {
  const folder = await buildMiniapp();
  const page = readFileSync(join(folder, "index.html"), "utf8");
  expect(page).toMatch(/<script [^>]*src="\/app\/assets\/[^"]+\.js"/);
  expect(page).not.toContain("/src/main");
  const { ino, ctimeMs } = statSync(join(folder, "index.html"));
  expect(await buildMiniapp()).toBe(folder);
  expect(statSync(join(folder, "index.html"))).toMatchObject({ ino, ctimeMs });
}, 120_000);
