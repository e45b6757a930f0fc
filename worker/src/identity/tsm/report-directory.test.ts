import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Clock } from "../../clock.ts";
import { FakeTsm, type FakeTsmOptions, systemError } from "../../testing/fake-tsm.ts";
import { AttestationError } from "../attestation-error.ts";
import { TsmReports } from "./report-directory.ts";

const DATA = new Uint8Array(64).fill(0x5a);
let root: string;
let waits: number[];
/** Time that passes as soon as one waits for it. */
const clock: Clock = {
  now: () => 0,
  after: (ms, action) => {
    waits.push(ms);
    queueMicrotask(action);
    return () => undefined;
  },
};

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "cocoon-tsm-"));
  waits = [];
});
afterEach(() => rm(root, { recursive: true }));

const reports = (options: FakeTsmOptions = {}) => {
  const files = new FakeTsm(root, options);
  return { files, request: () => new TsmReports({ clock, root, files }).request(DATA) };
};

const failure = async (options: FakeTsmOptions): Promise<string> => {
  const error: unknown = await reports(options)
    .request()
    .catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(AttestationError);
  return (error as Error).message;
};

describe("configfs-tsm", () => {
  it("gives the report over the data that was written, and the host's table", async () => {
    const auxblob = new Uint8Array([1, 2, 3]);
    const report = await reports({ auxblob }).request();
    expect(report.outblob).toHaveLength(1184);
    expect(report.outblob.subarray(0x50, 0x90)).toEqual(DATA);
    expect(report.auxblob).toEqual(auxblob);
  });

  it("does without a table where the kernel has none", async () => {
    expect((await reports({ auxblob: null }).request()).auxblob).toHaveLength(0);
  });

  it("takes a directory of its own for each request, and removes it, also after a failure", async () => {
    const { files, request } = reports();
    await request();
    await request();
    expect(new Set(files.made).size).toBe(2);
    await failure({ provider: "tdx_guest" });
    expect(await readdir(root)).toEqual([]);
  });

  it("tries again while the firmware is busy, with growing waits", async () => {
    let left = 3;
    const fail: FakeTsmOptions["fail"] = (operation, name) =>
      operation === "read" && name === "outblob" && left-- > 0
        ? systemError(left === 1 ? "EINTR" : "EBUSY")
        : null;
    expect((await reports({ fail }).request()).outblob).toHaveLength(1184);
    expect(waits).toEqual([50, 100, 200]);
  });

  it("gives up on a firmware that stays busy", async () => {
    const fail: FakeTsmOptions["fail"] = (_, name) => (name === "outblob" ? systemError("EBUSY") : null);
    expect(await failure({ fail })).toContain("is busy");
    expect(waits).toHaveLength(5);
  });

  it("discards a report that someone else wrote into, and asks again", async () => {
    let intrusions = 1;
    const { files, request } = reports({ intruders: () => (intrusions-- > 0 ? 1 : 0) });
    await request();
    expect(files.made).toHaveLength(2);
  });

  it.each([
    ["ENXIO", "is not an AMD SEV-SNP guest"],
    ["ENOENT", "has no configfs-tsm"],
    ["EACCES", "run it as root"],
    ["EROFS", "(EROFS)"],
  ])("says what to do about %s", async (code, sentence) => {
    expect(
      await failure({ fail: (operation) => (operation === "mkdir" ? systemError(code) : null) }),
    ).toContain(sentence);
  });

  it("refuses another provider, and a guest that is not at privilege level 0", async () => {
    expect(await failure({ provider: "tdx_guest" })).toContain("attests as tdx_guest");
    expect(await failure({ floor: "2" })).toContain("privilege level 2");
  });

  it("refuses what is no report, or too large a table", async () => {
    expect(await failure({ report: () => new Uint8Array(1183) })).toContain("not 1184 bytes");
    expect(await failure({ auxblob: new Uint8Array(64 * 1024 + 1) })).toContain("larger than 64 KiB");
    expect(
      await failure({ fail: (_, name) => (name === "inblob" ? systemError("EINVAL") : null) }),
    ).toContain("(EINVAL)");
  });

  it("takes 64 bytes and nothing else", async () => {
    await expect(new TsmReports({ clock, root }).request(new Uint8Array(63))).rejects.toThrow(RangeError);
  });

  it("says that this machine has no configfs-tsm, where it has none", async () => {
    const missing = new TsmReports({ clock, root: join(root, "none") });
    await expect(missing.request(DATA)).rejects.toThrow("has no configfs-tsm");
  });
});
