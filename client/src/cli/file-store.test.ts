import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { FileStore } from "./file-store.ts";

const KEY = "11".repeat(32);
const GUARDS = { guards: [{ chipId: "ab".repeat(64), missingSinceMs: null }], lastAddedMs: 5 };
const JOB = { jobId: "22".repeat(32), model: "demo", createdMs: 1, priceCeilingNanoton: "9" };

let folder = "";
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "cocoon-store-"));
});
afterEach(() => rm(folder, { recursive: true }));

describe("file store", () => {
  it("gives another process what it was given", async () => {
    const store = new FileStore(folder);
    await store.saveGuards(KEY, GUARDS);
    await store.putPendingJob(JOB);
    const other = new FileStore(folder);
    expect(await other.loadGuards(KEY)).toEqual(GUARDS);
    expect(await other.pendingJobs()).toEqual([JOB]);
    await other.removePendingJob(JOB.jobId);
    expect(await store.pendingJobs()).toEqual([]);
    expect(await readdir(folder)).toHaveLength(1);
  });

  it("keeps the highest reference values of each key, whoever writes last", async () => {
    const other = "33".repeat(32);
    const mark = (version: number) => ({ version, manifestHash: "ab".repeat(32) });
    const store = new FileStore(folder);
    expect(await store.loadReferenceMark(KEY)).toBeNull();
    for (const version of [9, 10, 3]) await store.saveReferenceMark(KEY, mark(version));
    await store.saveReferenceMark(other, mark(1));
    expect(await new FileStore(folder).loadReferenceMark(KEY)).toEqual(mark(10));
    expect(await store.loadReferenceMark(other)).toEqual(mark(1));
    expect(await readdir(folder)).toHaveLength(2);
    await writeFile(join(folder, `reference-${KEY}-10.json`), "{}");
    await expect(store.loadReferenceMark(KEY)).rejects.toThrow(/remove that file/);
  });

  it("keeps the newest roster of each proxy and the first proof against it", async () => {
    const store = new FileStore(folder);
    const mark = (epoch: number) => ({ epoch, signed: "AAAA" });
    expect(await store.loadRosterMark(KEY)).toBeNull();
    for (const epoch of [1, 12, 3]) await store.saveRosterMark(KEY, mark(epoch));
    await store.keepRosterConflict(KEY, { first: "AAAA", second: "BBBB" });
    await store.keepRosterConflict(KEY, { first: "CCCC", second: "DDDD" });
    const other = new FileStore(folder);
    expect(await other.loadRosterMark(KEY)).toEqual(mark(12));
    expect(await other.loadRosterMark("33".repeat(32))).toBeNull();
    const proof = await readFile(join(folder, `roster-conflict-${KEY}.json`), "utf8");
    expect(JSON.parse(proof)).toEqual({ first: "AAAA", second: "BBBB" });
    await writeFile(join(folder, `roster-${KEY}-12.json`), "{}");
    await expect(store.loadRosterMark(KEY)).rejects.toThrow(/remove that file/);
  });

  it("puts another roster in place of a proxy's, whatever their epochs, and tells where a proof is kept", async () => {
    const told: string[] = [];
    const store = new FileStore(folder, (path) => told.push(path));
    const [other, mark] = ["33".repeat(32), (epoch: number, signed = "AAAA") => ({ epoch, signed })];
    for (const key of [KEY, other]) await store.saveRosterMark(key, mark(12));
    await store.keepRosterConflict(KEY, { first: "AAAA", second: "BBBB" });
    for (const epoch of [1, 30, 1]) {
      await store.replaceRosterMark(KEY, mark(epoch, "BBBB"));
      expect(await new FileStore(folder).loadRosterMark(KEY)).toEqual(mark(epoch, "BBBB"));
    }
    expect(await store.loadRosterMark(other)).toEqual(mark(12));
    await store.keepRosterConflict(KEY, { first: "AAAA", second: "BBBB" });
    expect(told).toEqual(Array(2).fill(join(folder, `roster-conflict-${KEY}.json`)));
    expect(await readFile(told[0] as string, "utf8")).toContain("BBBB");
  });

  it("knows nothing in a folder that does not exist", async () => {
    const store = new FileStore(join(folder, "none"));
    expect(await store.loadGuards(KEY)).toBeNull();
    expect(await store.pendingJobs()).toEqual([]);
  });

  it("does not draw new machines because a file is damaged", async () => {
    const store = new FileStore(folder);
    await store.saveGuards(KEY, GUARDS);
    await writeFile(join(folder, `guards-${KEY}.json`), "{}");
    await expect(store.loadGuards(KEY)).rejects.toThrow(/remove that file/);
  });
});
