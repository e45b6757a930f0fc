import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { anotherCheckout } from "./another-checkout.ts";
import { appFiles, readApp } from "./app-file.ts";
import { type Built, buildApp } from "./build-app.ts";
import { judgeContents } from "./checks/contents.ts";
import { judgeApp } from "./checks/judge.ts";

let folder = "";
let built: Built;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "cocoon-app-"));
  built = await buildApp(join(folder, "app"));
}, 60_000);
afterAll(() => rmSync(folder, { recursive: true }));

it("is for production all that it must be, and nothing that it must not", async () => {
  const { checks } = await judgeApp(join(folder, "app"), built);
  expect(checks.filter(({ problems }) => problems.length > 0)).toEqual([]);
});

it("comes out the same, byte by byte, of another folder", async () => {
  const root = anotherCheckout(join(folder, "elsewhere"), built.modules);
  await buildApp(join(folder, "again"), "production", root);
  const files = appFiles(readApp(join(folder, "again")));
  expect(files.length).toBeGreaterThan(3);
  expect(files).toEqual(appFiles(readApp(join(folder, "app"))));
}, 60_000);

it("would be told from a development build: the same search finds what that has", async () => {
  const { modules } = await buildApp(join(folder, "development"), "development");
  const app = readApp(join(folder, "development"));
  const wrong = judgeContents(modules, app).flatMap(({ name, problems }) =>
    problems.length > 0 ? [name] : [],
  );
  expect(wrong).toContain("has no module that simulates anything");
}, 60_000);
