import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { findChromium } from "./program.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "cocoon-chromium-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const put = (name: string) => {
  const file = join(folder, name);
  writeFileSync(file, "");
  chmodSync(file, 0o755);
  return file;
};
const find = (chosen?: string) =>
  findChromium({ chosen, path: folder, cache: join(folder, "cache"), progress: () => undefined });

it("takes the program that a person chose before any other", async () => {
  put("chromium-headless-shell");
  const mine = put("my-browser");
  expect(await find(mine)).toEqual({ command: mine, env: {} });
});

it("takes no other when the chosen one is not there", async () => {
  put("chromium-headless-shell");
  await expect(find(join(folder, "gone"))).rejects.toThrow(
    /^COCOON_CHROMIUM names .*gone, which is not there; /,
  );
});

it("takes the first on PATH, the one without windows before the others", async () => {
  put("google-chrome");
  const shell = put("chromium-headless-shell");
  expect(await find()).toEqual({ command: shell, env: {} });
});
