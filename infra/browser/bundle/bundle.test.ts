import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { type Bundle, bundle } from "./build.ts";
import { checksOf, LIMIT_GZIP_BYTES } from "./checks.ts";

const wrong = (built: Bundle) =>
  checksOf(built).flatMap(({ name, problems }) => (problems.length > 0 ? [name] : []));

it("finds what a program with the simulated root has: the same search passes the one without it", async () => {
  const good = await bundle("infra/browser/bundle/entry.ts");
  expect(wrong(good)).toEqual([]);
  const testing = await bundle("protocol/src/testing/index.ts");
  expect(wrong(testing)).toEqual([
    "has no file that simulates anything",
    "holds no text of the simulated root",
  ]);
});

it("finds what is loaded from Node", async () => {
  const folder = mkdtempSync(join(tmpdir(), "cocoon-bundle-"));
  try {
    writeFileSync(join(folder, "entry.ts"), 'export { readFileSync } from "node:fs";\n');
    const built = await bundle(join(folder, "entry.ts"));
    expect(wrong(built)).toEqual(["loads nothing at run time, of Node or of others"]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

it("has a limit, and counts what is one byte over it", async () => {
  const built = await bundle("infra/browser/bundle/entry.ts");
  expect(wrong({ ...built, gzipBytes: LIMIT_GZIP_BYTES })).toEqual([]);
  expect(wrong({ ...built, gzipBytes: LIMIT_GZIP_BYTES + 1 })).toEqual(["is at most 40960 bytes by gzip -9"]);
});
