import { mkdir, mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Clock } from "../../clock.ts";
import { FakeTsm, type FakeTsmOptions, systemError } from "../../testing/fake-tsm.ts";
import { AttestationError } from "../attestation-error.ts";
import { TsmReports } from "./report-directory.ts";

const DATA = new Uint8Array(64).fill(0x5a);
const FOREIGN = new Uint8Array(64).fill(0x66);
let configfs: string;
let root: string;
let waits: number[];
/** Time that passes as soon as one waits for it. */
const clock: Clock = {
  now: () => waits.reduce((sum, ms) => sum + ms, 0),
  after: (ms, action) => {
    waits.push(ms);
    queueMicrotask(action);
    return () => undefined;
  },
};

beforeEach(async () => {
  configfs = await mkdtemp(join(tmpdir(), "cocoon-configfs-"));
  root = join(configfs, "tsm", "report");
  await mkdir(root, { recursive: true });
  waits = [];
});
afterEach(() => rm(configfs, { recursive: true }));

const reports = (options: FakeTsmOptions = {}) => {
  const files = new FakeTsm(options);
  return {
    files,
    request: (data = DATA) => new TsmReports({ clock, root, files }).request(data),
  };
};

const failure = async (options: FakeTsmOptions): Promise<string> => {
  const error: unknown = await reports(options)
    .request()
    .catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(AttestationError);
  return (error as Error).message;
};

const dataIn = (report: Uint8Array) => report.subarray(0x50, 0x90);

describe("configfs-tsm", () => {
  it("gives the report over the data that was written, and the host's table", async () => {
    const auxblob = new Uint8Array([1, 2, 3]);
    const report = await reports({ auxblob }).request();
    expect(report.outblob).toHaveLength(1184);
    expect(dataIn(report.outblob)).toEqual(DATA);
    expect(report.auxblob).toEqual(auxblob);
  });

  it("does without a table where the kernel has none", async () => {
    expect((await reports({ auxblob: null }).request()).auxblob).toHaveLength(0);
    expect((await reports({ auxblob: new Uint8Array() }).request()).auxblob).toHaveLength(0);
  });

  it("takes a directory of its own for each request, and removes it, also after a failure", async () => {
    const { files, request } = reports();
    await request();
    await request();
    expect(new Set(files.made).size).toBe(2);
    await failure({ provider: "tdx_guest" });
    expect(await readdir(root)).toEqual([]);
  });

  it("gives each of many callers at once the report over its own data", async () => {
    const { files, request } = reports();
    const asked = Array.from({ length: 16 }, (_, index) => new Uint8Array(64).fill(index));
    const given = await Promise.all(asked.map(request));
    expect(given.map(({ outblob }) => dataIn(outblob))).toEqual(asked);
    expect(new Set(files.made).size).toBe(16);
    expect(await readdir(root)).toEqual([]);
  });

  it.each(["mkdir", "outblob", "inblob", "auxblob"])(
    "tries again while %s is busy or interrupted, with growing waits",
    async (what) => {
      let left = 3;
      const fail: FakeTsmOptions["fail"] = (operation, name) =>
        (operation === what || name === what) && left-- > 0
          ? systemError(left === 1 ? "EINTR" : "EBUSY")
          : null;
      expect((await reports({ fail }).request()).outblob).toHaveLength(1184);
      expect(waits).toEqual([50, 100, 200]);
      expect(await readdir(root)).toEqual([]);
    },
  );

  it("gives up on a firmware that stays busy for 20 seconds", async () => {
    const fail: FakeTsmOptions["fail"] = (_, name) => (name === "outblob" ? systemError("EBUSY") : null);
    expect(await failure({ fail })).toContain("is busy");
    expect(Math.max(...waits)).toBe(2_000);
    expect(clock.now()).toBeLessThanOrEqual(20_000);
    expect(clock.now()).toBeGreaterThan(17_000);
  });

  it.each(["outblob", "auxblob", "generation"])(
    "discards a report when someone else writes before %s is read, and asks again",
    async (moment) => {
      let intrusions = 0;
      const intruder: FakeTsmOptions["intruder"] = (readNext) => {
        // The second look at the generation, not the first one before anything was written.
        if (readNext === moment && ++intrusions === (moment === "generation" ? 2 : 1)) return FOREIGN;
        return null;
      };
      const { files, request } = reports({ intruder });
      expect(dataIn((await request()).outblob)).toEqual(DATA);
      expect(files.made).toHaveLength(2);
    },
  );

  it("discards a report over other data, whatever the generation says", async () => {
    let lies = 1;
    const report: FakeTsmOptions["report"] = (data) => {
      const bytes = new Uint8Array(1184);
      bytes.set(lies-- > 0 ? FOREIGN : data, 0x50);
      return bytes;
    };
    const { files, request } = reports({ report });
    expect(dataIn((await request()).outblob)).toEqual(DATA);
    expect(files.made).toHaveLength(2);
  });

  it.each<[string, FakeTsmOptions, string]>([
    [
      "someone else's writes",
      { intruder: (next) => (next === "auxblob" ? FOREIGN : null) },
      "Another program writes into the worker's requests",
    ],
    [
      "reports over other data",
      {
        report: () => {
          const bytes = new Uint8Array(1184);
          bytes.set(FOREIGN, 0x50);
          return bytes;
        },
      },
      "reports are over other data than was asked for",
    ],
    ["no count of writes at first", { generation: (writes) => (writes === 0 ? "" : "2") }, "does not count"],
    [
      "no count of writes in the end",
      { generation: (writes) => (writes === 0 ? "0" : "two") },
      "does not count",
    ],
  ])("says what it is that lasts for 20 seconds: %s", async (_, options, sentence) => {
    const told = await failure(options);
    expect(told).toContain(sentence);
    expect(told).not.toContain("busy");
    expect(clock.now()).toBeGreaterThan(17_000);
  });

  it("says what it met with last, not before", async () => {
    const intruder: FakeTsmOptions["intruder"] = (next) =>
      next === "auxblob" && clock.now() < 10_000 ? FOREIGN : null;
    const fail: FakeTsmOptions["fail"] = (_, name) =>
      name === "outblob" && clock.now() >= 10_000 ? systemError("EBUSY") : null;
    expect(await failure({ intruder, fail })).toContain("is busy");
  });

  it("refuses another provider, and a guest that is not at privilege level 0", async () => {
    expect(await failure({ provider: "tdx_guest" })).toContain("attests as tdx_guest");
    expect(await failure({ provider: "x".repeat(300) })).toContain(`attests as ${"x".repeat(32)},`);
    expect(await failure({ floor: "2" })).toContain("privilege level 2");
  });

  it("refuses what is no report, too large a table, and every other error of the system", async () => {
    expect(await failure({ report: () => new Uint8Array(1183) })).toContain("not 1184 bytes");
    expect(await failure({ report: () => new Uint8Array(1185) })).toContain("not 1184 bytes");
    expect(await failure({ auxblob: new Uint8Array(64 * 1024 + 1) })).toContain("larger than 64 KiB");
    for (const [name, code] of [
      ["inblob", "EINVAL"],
      ["outblob", "EFBIG"],
      ["auxblob", "EIO"],
    ] as const)
      expect(await failure({ fail: (_, at) => (at === name ? systemError(code) : null) })).toContain(
        `refused to make a report (${code})`,
      );
    expect(waits).toEqual([]);
  });

  it("takes 64 bytes and nothing else", async () => {
    await expect(reports().request(new Uint8Array(63))).rejects.toThrow(RangeError);
  });
});

describe("a host without SEV-SNP guest support", () => {
  const unable = "This host has no SEV-SNP guest support";
  const atMkdir = (code: string): FakeTsmOptions => ({
    fail: (operation) => (operation === "mkdir" ? systemError(code) : null),
  });

  it.each([
    ["ENXIO", `${unable}: its kernel has no firmware to ask (ENXIO); start the worker inside`],
    ["EACCES", "(EACCES); run it as root inside the guest"],
    ["EPERM", "(EPERM); run it as root inside the guest"],
    ["EROFS", "No attestation report can be asked for (EROFS)"],
  ])("says what to do about %s", async (code, sentence) => {
    expect(await failure(atMkdir(code))).toContain(sentence);
  });

  it("says to load the driver where configfs is mounted and has no folder of it", async () => {
    await rm(join(configfs, "tsm"), { recursive: true });
    await mkdir(join(configfs, "target"));
    const sentence = await failure({});
    expect(sentence).toContain(`${unable}: its kernel has no configfs-tsm`);
    expect(sentence).toContain("Linux 6.7 or later");
    expect(sentence).toContain('run "modprobe sev-guest"');
  });

  it("says to mount configfs where it is not", async () => {
    await rm(join(configfs, "tsm"), { recursive: true });
    const sentence = await failure({});
    expect(sentence).toContain(`${unable}: configfs is not mounted`);
    expect(sentence).toContain(`run "mount -t configfs configfs ${configfs}"`);
  });

  it("says so without a double, too", async () => {
    const missing = new TsmReports({ clock, root: join(configfs, "none", "tsm", "report") });
    await expect(missing.request(DATA)).rejects.toThrow(`${unable}: configfs is not mounted`);
  });
});
