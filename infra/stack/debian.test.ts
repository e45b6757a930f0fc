import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect, it } from "vitest";
import { installedBy, libraryFolders } from "./debian.ts";

it("reads what apt would install", () => {
  const simulation = `NOTE: This is only a simulation!
Reading package lists...
The following NEW packages will be installed:
  browser libone
Inst libone (1.4.2+ds-2 Debian:12.15/oldstable [amd64])
Inst browser (156.0-1~deb12u1 Debian-Security:12/oldstable-security [amd64])
Conf libone (1.4.2+ds-2 Debian:12.15/oldstable [amd64])
Conf browser (156.0-1~deb12u1 Debian-Security:12/oldstable-security [amd64])
`;
  expect(installedBy(simulation)).toEqual(["libone", "browser"]);
});

it("finds the folders that hold libraries, also one level deeper", () => {
  const root = mkdtempSync(join(tmpdir(), "cocoon-unpacked-"));
  for (const file of [
    "usr/lib/x86_64-linux-gnu/libone.so.1",
    "usr/lib/x86_64-linux-gnu/pulseaudio/libtwo-16.1.so",
    "usr/lib/x86_64-linux-gnu/data/table.txt",
    "usr/lib/browser/libthree.so",
    "lib/x86_64-linux-gnu/libfour.so.4",
  ]) {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), "");
  }
  expect(libraryFolders(root).map((folder) => folder.slice(root.length + 1))).toEqual([
    "usr/lib/x86_64-linux-gnu",
    "usr/lib/x86_64-linux-gnu/pulseaudio",
    "lib/x86_64-linux-gnu",
  ]);
  rmSync(root, { recursive: true });
});
