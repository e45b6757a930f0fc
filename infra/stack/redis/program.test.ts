import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { expect, it } from "vitest";
import { adviceFor, onPath } from "./program.ts";

it("finds the first program in the order of preference, then of PATH", () => {
  const folders = ["a", "b"].map((name) => mkdtempSync(join(tmpdir(), `cocoon-path-${name}-`)));
  const [a = "", b = ""] = folders;
  const put = (folder: string, name: string) => {
    writeFileSync(join(folder, name), "");
    chmodSync(join(folder, name), 0o755);
    return join(folder, name);
  };
  const second = put(a, "cocoon-second");
  const path = ["", a, b].join(delimiter);
  expect(onPath(["cocoon-first", "cocoon-second"], path)).toBe(second);
  const first = put(b, "cocoon-first");
  expect(onPath(["cocoon-first", "cocoon-second"], path)).toBe(first);
  expect(onPath(["cocoon-third"], path)).toBeNull();
  for (const folder of folders) rmSync(folder, { recursive: true });
});

it.each([
  ["darwin", "brew install redis"],
  ["win32", "WSL"],
  ["linux", "install the package redis or valkey"],
] as const)("tells people on %s how to get one", (platform, advice) => {
  expect(adviceFor(platform)).toContain(advice);
  expect(adviceFor(platform)).toContain("REDIS_URL");
});
