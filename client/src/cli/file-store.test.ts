import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
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
