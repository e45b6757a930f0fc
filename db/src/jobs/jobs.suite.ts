import { randomBytes, randomUUID } from "node:crypto";
import { nanoton } from "@cocoon/protocol/money";
import { OPEN_TIMEOUT_MS } from "../testing/index.ts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Database } from "../connection/index.ts";
import { createCredential } from "../identities/index.ts";
import { fundedAccount, randomJobId } from "../ledger/ledger.suite.ts";
import {
  balance,
  openHolds,
  operatorEarnings,
  release,
  entries as allEntries,
  totals,
} from "../ledger/index.ts";
import {
  admissible,
  admit,
  finish,
  getJob,
  type Job,
  type JobEnd,
  markStreaming,
  type NewJob,
  unfinishedJobs,
} from "./index.ts";

export const hash = (): string => randomBytes(32).toString("hex");

export const newJob = (accountId: string, ceiling: bigint, changes: Partial<NewJob> = {}): NewJob => ({
  accountId,
  jobId: randomJobId(),
  envelopeHash: hash(),
  transcript: hash(),
  modelId: "demo",
  manifest: hash(),
  quote: "100/50/200",
  ceilingNanoton: nanoton(ceiling),
  notAfterMs: 1_800_000_060_000,
  createdMs: 1_800_000_000_000,
  ...changes,
});

export const ended = (
  { accountId, jobId }: { accountId: string; jobId: string },
  changes: Partial<JobEnd> = {},
): JobEnd => ({
  accountId,
  jobId,
  post: 1,
  state: "done",
  costNanoton: nanoton(0n),
  workerId: "operator",
  commissionPpm: 100_000,
  outerReceipt: null,
  problem: null,
  ...changes,
});

const running = {
  state: "queued",
  chargedNanoton: null,
  outerReceipt: null,
  problem: null,
  workerKeyId: null,
  source: "own" as const,
  credentialId: null,
};

/** What every implementation of the driver port must let a job's row and its money keep. */
export function jobsSuite(open: () => Promise<Database>): void {
  describe("jobs", () => {
    let database: Database;
    beforeAll(async () => {
      database = await open();
    }, OPEN_TIMEOUT_MS);
    afterAll(async () => {
      expect((await totals(database)).sumNanoton).toBe(0n);
      await database.close();
    });

    const sums = async (accountId: string) => {
      const { availableNanoton, heldNanoton } = await balance(database, accountId);
      return [availableNanoton, heldNanoton];
    };
    const admitted = async (
      available: bigint,
      ceiling: bigint,
      changes: Partial<NewJob> = {},
    ): Promise<NewJob> => {
      const job = newJob(await fundedAccount(database, available), ceiling, changes);
      expect(await admit(database, job)).toEqual({ kind: "admitted", post: 1, source: "own" });
      return job;
    };
    const finished = (job: NewJob, changes: Partial<JobEnd> = {}) => finish(database, ended(job, changes));

    it("admits a job and holds its ceiling", async () => {
      const job = await admitted(100n, 60n);
      expect(await getJob(database, job)).toEqual({ ...job, ...running, post: 1 });
      expect(await sums(job.accountId)).toEqual([40n, 60n]);
    });

    it("shows a job to its account only", async () => {
      const job = await admitted(100n, 60n);
      const accountId = await fundedAccount(database, 100n);
      expect(await getJob(database, { ...job, accountId })).toBeNull();
      expect(await admit(database, { ...job, accountId })).toEqual({
        kind: "admitted",
        post: 1,
        source: "own",
      });
    });

    it("takes the same bytes again as the same job, other bytes as a conflict", async () => {
      const job = await admitted(100n, 60n);
      expect(await admit(database, job)).toEqual({ kind: "exists", job: { ...job, ...running, post: 1 } });
      expect(await admit(database, { ...job, envelopeHash: hash() })).toEqual({ kind: "conflict" });
      await finished(job, { costNanoton: nanoton(10n) });
      expect(await admit(database, job)).toMatchObject({
        kind: "exists",
        job: { state: "done", chargedNanoton: 10n },
      });
      expect(await admit(database, { ...job, envelopeHash: hash() })).toEqual({ kind: "conflict" });
      expect(await sums(job.accountId)).toEqual([90n, 0n]);
    });

    it("writes no row when the balance is too low", async () => {
      const job = newJob(await fundedAccount(database, 59n), 60n);
      expect(await admit(database, job)).toEqual({ kind: "insufficient", availableNanoton: 59n });
      expect(await getJob(database, job)).toBeNull();
      expect(await sums(job.accountId)).toEqual([59n, 0n]);
      const stranger = newJob("00000000-0000-4000-8000-000000000000", 1n);
      await expect(admit(database, stranger)).rejects.toMatchObject({ code: "account_unknown" });
    });

    it("tells before what admitting would answer, and holds nothing for it", async () => {
      const accountId = await fundedAccount(database, 100n);
      const budgetNanoton = nanoton(60n);
      const { credentialId } = await createCredential(database, {
        kind: "api_key",
        accountId,
        budgetNanoton,
      });
      for (const [ceiling, kind] of [
        [60n, "admissible"],
        [61n, "budget_exceeded"],
        [101n, "insufficient"],
      ] as const) {
        const asked = { accountId, ceilingNanoton: nanoton(ceiling), nowMs: 1_800_000_000_000 };
        expect((await admissible(database, asked, { credentialId })).kind).toBe(kind);
        expect(await balance(database, accountId)).toMatchObject({ availableNanoton: 100n, heldNanoton: 0n });
        const job = newJob(accountId, ceiling);
        const answer = await admit(database, job, { credentialId });
        expect(answer.kind).toBe(kind === "admissible" ? "admitted" : kind);
        if (answer.kind === "admitted") await finish(database, ended(job));
      }
      const stranger = { accountId: randomUUID(), ceilingNanoton: nanoton(1n), nowMs: 0 };
      await expect(admissible(database, stranger)).rejects.toMatchObject({ code: "account_unknown" });
    });

    it("finishes once: cost to worker and platform, rest back, receipt kept", async () => {
      const job = await admitted(100n, 60n);
      const outerReceipt = new Uint8Array([1, 2, 3]);
      const workerId = `operator-${job.accountId}`;
      const end = { costNanoton: nanoton(50n), workerId, outerReceipt };
      expect(await finished(job, end)).toEqual({ kind: "finished", chargedNanoton: 50n });
      const row: Job = {
        ...job,
        ...running,
        post: 1,
        state: "done",
        chargedNanoton: nanoton(50n),
        outerReceipt,
      };
      expect(await getJob(database, job)).toEqual(row);
      expect(await finished(job, { ...end, state: "cancelled" })).toEqual({ kind: "exists", job: row });
      expect(await sums(job.accountId)).toEqual([50n, 0n]);
      expect(await operatorEarnings(database, workerId)).toEqual({ earnedNanoton: 45n });
    });

    it.each(["interrupted", "failed", "cancelled", "expired"] as const)("finishes as %s", async (state) => {
      const job = await admitted(100n, 60n);
      await finished(job, { state, costNanoton: nanoton(20n), problem: "stream_interrupted" });
      expect(await getJob(database, job)).toMatchObject({
        state,
        chargedNanoton: 20n,
        problem: "stream_interrupted",
      });
      const { entries } = await allEntries(database, { accountId: job.accountId, limit: 1 });
      expect(entries[0]).toMatchObject({
        kind: state === "expired" ? "expire" : "release",
        availableNanoton: 40n,
      });
    });

    it("refuses a cost above the ceiling and a job never admitted", async () => {
      const job = await admitted(100n, 60n);
      await expect(finished(job, { costNanoton: nanoton(61n) })).rejects.toMatchObject({
        code: "cost_above_hold",
      });
      await expect(finished({ ...job, jobId: hash() })).rejects.toMatchObject({ code: "hold_unknown" });
      await expect(finished(job, { costNanoton: nanoton(1n), workerId: null })).rejects.toThrow(RangeError);
      expect(await getJob(database, job)).toMatchObject({ state: "queued" });
      expect(await sums(job.accountId)).toEqual([40n, 60n]);
    });

    it.each([
      ["reseal_required", "reseal_required"],
      ["failed", "job_lost"],
    ] as const)("takes a next post after %s / %s, and nothing for the old one", async (state, problem) => {
      const job = await admitted(100n, 60n);
      await finished(job, { state, problem });
      const next = { ...job, envelopeHash: hash(), transcript: hash(), ceilingNanoton: nanoton(70n) };
      expect(await admit(database, next)).toEqual({ kind: "admitted", post: 2, source: "own" });
      expect(await getJob(database, job)).toEqual({ ...next, ...running, post: 2 });
      const stale = await finished(job, { costNanoton: nanoton(60n) });
      expect(stale).toMatchObject({ kind: "exists", job: { post: 2, state: "queued" } });
      const mark = { ...job, post: 1, workerKeyId: hash() };
      expect(await markStreaming(database, mark)).toBe(false);
      expect(await sums(job.accountId)).toEqual([30n, 70n]);
      expect(await finished(job, { post: 2, costNanoton: nanoton(70n) })).toMatchObject({
        chargedNanoton: 70n,
      });
    });

    it("takes the same bytes again after a lost job", async () => {
      const job = await admitted(100n, 60n);
      await finished(job, { state: "failed", problem: "job_lost" });
      expect(await admit(database, job)).toEqual({ kind: "admitted", post: 2, source: "own" });
    });

    it("leaves a job that waits for a new post as it is when the balance is too low for it", async () => {
      const job = await admitted(100n, 60n);
      await finished(job, { state: "reseal_required" });
      const dear = { ...job, envelopeHash: hash(), ceilingNanoton: nanoton(101n) };
      expect(await admit(database, dear)).toEqual({ kind: "insufficient", availableNanoton: 100n });
      expect(await getJob(database, job)).toMatchObject({ state: "reseal_required", post: 1 });
    });

    it("streams from one worker only, and not when it is over", async () => {
      const job = await admitted(100n, 60n);
      const mark = { ...job, post: 1, workerKeyId: hash() };
      expect(await markStreaming(database, mark)).toBe(true);
      expect(await markStreaming(database, mark)).toBe(true);
      expect(await markStreaming(database, { ...mark, workerKeyId: hash() })).toBe(false);
      expect(await getJob(database, job)).toMatchObject({
        state: "streaming",
        workerKeyId: mark.workerKeyId,
      });
      await finished(job);
      expect(await markStreaming(database, mark)).toBe(false);
      expect(await getJob(database, job)).toMatchObject({ state: "done", workerKeyId: mark.workerKeyId });
    });

    it("lists running jobs whose deadline has passed, the longest overdue first", async () => {
      const accountId = await fundedAccount(database, 100n);
      const [late, later, over, live] = [3_000, 2_000, 1_000, 9_000].map((notAfterMs) =>
        newJob(accountId, 10n, { notAfterMs }),
      ) as [NewJob, NewJob, NewJob, NewJob];
      for (const job of [late, later, over, live]) await admit(database, job);
      await finished(over);
      await markStreaming(database, { ...late, post: 1, workerKeyId: hash() });
      const overdue = await unfinishedJobs(database, { deadlineBeforeMs: 5_000 });
      expect(overdue.map(({ jobId }) => jobId)).toEqual([later.jobId, late.jobId]);
      expect(await unfinishedJobs(database, { deadlineBeforeMs: 5_000, limit: 1 })).toHaveLength(1);
    });

    it("ends a job whose hold was ended alone with what was charged then", async () => {
      const job = await admitted(100n, 60n);
      await release(database, { ...job, post: 1 });
      expect(await finished(job, { costNanoton: nanoton(60n) })).toEqual({
        kind: "finished",
        chargedNanoton: 0n,
      });
      expect(await sums(job.accountId)).toEqual([100n, 0n]);
    });

    it("keeps no hold of a job that is over", async () => {
      const job = await admitted(100n, 60n);
      await finished(job);
      const holds = await openHolds(database, { olderThanMs: 0, limit: 10_000 });
      expect(holds.filter(({ accountId }) => accountId === job.accountId)).toEqual([]);
    });
  });
}
