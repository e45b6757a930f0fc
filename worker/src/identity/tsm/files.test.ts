import { execFileSync } from "node:child_process";
import { mkdtemp, open, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { codeOf, nodeTsmFiles } from "./files.ts";

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "cocoon-files-"));
});
afterEach(() => rm(folder, { recursive: true }));

const codeFrom = (work: Promise<unknown>) => work.then(() => null, codeOf);

describe("files as configfs takes them", () => {
  it("are read to their end, whatever sizes the pieces have", async () => {
    const path = join(folder, "outblob");
    execFileSync("/usr/bin/mkfifo", [path]);
    const report = Uint8Array.from({ length: 1184 }, (_, index) => index % 251);
    const read = nodeTsmFiles.read(path, 1184);
    const pipe = await open(path, "w");
    for (let at = 0; at < report.length; at += 97) await pipe.write(report.subarray(at, at + 97));
    await pipe.close();
    expect(await read).toEqual(report);
  });

  it("are read to one byte over the limit and no further", async () => {
    const path = join(folder, "auxblob");
    await writeFile(path, new Uint8Array(5_000));
    expect(await nodeTsmFiles.read(path, 4_999)).toHaveLength(5_000);
    expect(await nodeTsmFiles.read(path, 100)).toHaveLength(101);
    expect(await nodeTsmFiles.read(path, 9_000)).toHaveLength(5_000);
  });

  it("are written only where they are", async () => {
    const path = join(folder, "inblob");
    expect(await codeFrom(nodeTsmFiles.write(path, new Uint8Array(64)))).toBe("ENOENT");
    await writeFile(path, "");
    await nodeTsmFiles.write(path, new Uint8Array(64).fill(7));
    expect(new Uint8Array(await readFile(path))).toEqual(new Uint8Array(64).fill(7));
  });

  it("fail with the system's codes", async () => {
    expect(await codeFrom(nodeTsmFiles.read(join(folder, "none"), 1))).toBe("ENOENT");
    expect(await codeFrom(nodeTsmFiles.mkdir(join(folder, "none", "request")))).toBe("ENOENT");
    expect(codeOf(new Error("no code"))).toBeNull();
  });
});
