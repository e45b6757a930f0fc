import { mkdtempSync, rmSync, writeFileSync, mkdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { searchFiles } from "./files.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "cocoon-search-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

it("finds a text in the files of every folder, also where two reads meet", async () => {
  mkdirSync(join(folder, "deep/er"), { recursive: true });
  const path = join(folder, "deep/er/log");
  // A file is read 64 KiB at a time.
  writeFileSync(path, `${"x".repeat(65_536 - 5)}marker-77e0${"x".repeat(100)}`);
  writeFileSync(join(folder, "other"), "marker-77e");
  expect(await searchFiles(folder, ["marker-77e0", "absent-0000"])).toEqual([{ path, text: "marker-77e0" }]);
});
