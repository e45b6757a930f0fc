import { mkdir, mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { FakeTsm, systemError } from "../../testing/fake-tsm.ts";
import { newRequestName, removeLeftovers } from "./leftovers.ts";

const nameOf = (pid: number) => `cocoon-${pid}-${"ab".repeat(8)}`;
let root: string;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "cocoon-leftovers-"));
});
afterEach(() => rm(root, { recursive: true }));

const left = async (names: readonly string[], files = new FakeTsm()) => {
  for (const name of names) await mkdir(join(root, name));
  await removeLeftovers(root, files, (pid) => pid === 20);
  return (await readdir(root)).sort();
};

describe("requests that a dead worker has left", () => {
  it("are removed, those of a living one and of other programs are not", async () => {
    const others = [nameOf(20), "someone-else", "cocoon-10", `${nameOf(10)}0`];
    expect(await left([nameOf(10), nameOf(process.pid), ...others])).toEqual(others.sort());
  });

  it("bear a name by which they are known", async () => {
    const name = newRequestName();
    expect(name).not.toBe(newRequestName());
    expect(await left([name])).toEqual([]);
  });

  it("don't keep a worker from starting when they can't be removed, or there is no folder", async () => {
    const files = new FakeTsm({ fail: (operation) => (operation === "rmdir" ? systemError("EBUSY") : null) });
    expect(await left([nameOf(10)], files)).toEqual([nameOf(10)]);
    await removeLeftovers(join(root, "none"), new FakeTsm());
  });

  it("are told by whether their process runs", async () => {
    await mkdir(join(root, nameOf(process.ppid)));
    // Above the highest number that Linux gives to a process.
    await mkdir(join(root, nameOf(4_194_305)));
    await removeLeftovers(root, new FakeTsm());
    expect(await readdir(root)).toEqual([nameOf(process.ppid)]);
  });
});
