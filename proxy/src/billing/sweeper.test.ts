import { createAccount } from "@cocoon/db/accounts";
import type { Database } from "@cocoon/db/connection";
import { admit, getJob, markStreaming } from "@cocoon/db/jobs";
import { balance, openHolds } from "@cocoon/db/ledger";
import { inProcessDatabase, OPEN_TIMEOUT_MS, simulatedDeposit } from "@cocoon/db/testing";
import { nanoton } from "@cocoon/protocol/money";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { Metrics } from "../metrics.ts";
import { jobKey } from "../queue/key.ts";
import { MemoryQueue } from "../queue/memory.ts";
import type { QueuedJob } from "../queue/port.ts";
import { A, newJob } from "../queue/queue.suite.ts";
import { MemoryRelay } from "../relay/memory.ts";
import { readAll } from "../relay/relay.suite.ts";
import { settleOrphan } from "./orphans.ts";
import { Settlement } from "./settlement.ts";
import { Sweeper } from "./sweeper.ts";

const CEILING = nanoton(1024n);
const MINUTE_MS = 60_000;

describe("the sweeper", () => {
  let database: Database;
  let queue: MemoryQueue;
  let relay: MemoryRelay;
  let settlement: Settlement;
  let sweeper: Sweeper;
  let accountId: string;
  beforeAll(async () => {
    database = await inProcessDatabase();
  }, OPEN_TIMEOUT_MS);
  beforeEach(async () => {
    ({ accountId } = await createAccount(database, { label: "test" }));
    await simulatedDeposit(database, accountId, nanoton(10_000n));
    queue = new MemoryQueue({ leaseTtlMs: MINUTE_MS, strandedAfterMs: MINUTE_MS });
    relay = new MemoryRelay(MINUTE_MS);
    settlement = new Settlement({
      database,
      queue,
      relay,
      metrics: new Metrics(),
      commissionPpm: 50_000,
      lowBalanceNanoton: nanoton(0n),
    });
    await queue.start({
      wake: () => undefined,
      isOnline: () => true,
      orphan: (orphan) => settleOrphan(settlement, orphan),
    });
    sweeper = new Sweeper({ database, queue, settlement, log: () => undefined });
  });
  afterEach(async () => {
    await sweeper.close();
    await queue.close();
    await relay.close();
  });
  afterAll(() => database.close());

  /** A job with its row and its hold; whether the queue knows it is the test's to say. */
  const admitted = async (createdMs: number, notAfterMs: number): Promise<QueuedJob> => {
    const job = newJob([A], { accountId, notAfterMs });
    const { jobId, model, manifest, transcript, quote } = job.terms;
    const envelopeHash = transcript;
    const row = {
      accountId,
      jobId,
      envelopeHash,
      transcript,
      modelId: model,
      manifest,
      quote,
      createdMs,
      notAfterMs,
    };
    const admission = await admit(database, { ...row, ceilingNanoton: CEILING });
    expect(admission.kind).toBe("admitted");
    return { ...job, key: jobKey({ accountId, jobId, post: 1 }) };
  };
  const held = async () => (await balance(database, accountId)).heldNanoton;

  it("releases the hold of a job that the queue lost, and tells its readers", async () => {
    const now = Date.now();
    const job = await admitted(now - MINUTE_MS, now + MINUTE_MS);
    await sweeper.sweep(now);
    expect(await getJob(database, job.terms)).toMatchObject({
      state: "failed",
      problem: "job_lost",
      chargedNanoton: 0n,
    });
    expect(await held()).toBe(0n);
    expect(await readAll(relay, job.key)).toMatchObject([{ type: "end", status: { problem: "job_lost" } }]);
    // Nobody began to answer it: the same bytes may be posted again.
    const { envelopeHash } = (await getJob(database, job.terms)) as { envelopeHash: string };
    const { model: modelId, ...terms } = job.terms;
    const again = await admit(database, {
      ...terms,
      modelId,
      envelopeHash,
      createdMs: now,
      ceilingNanoton: CEILING,
    });
    expect(again).toEqual({ kind: "admitted", post: 2, source: "own" });
    await settlement.conclude(
      job.key,
      { ...job.terms, post: 2 },
      { state: "cancelled", problem: "cancelled", charge: null },
    );
  });

  it("ends a job that was lost in mid-stream as interrupted: another header must never follow", async () => {
    const now = Date.now();
    const job = await admitted(now - MINUTE_MS, now + MINUTE_MS);
    await markStreaming(database, { ...job.terms, workerKeyId: A });
    await sweeper.sweep(now);
    expect(await getJob(database, job.terms)).toMatchObject({
      state: "interrupted",
      problem: "stream_interrupted",
    });
    expect(await held()).toBe(0n);
  });

  it("leaves alone what the queue knows, and what is being admitted just now", async () => {
    const now = Date.now();
    const known = await admitted(now - MINUTE_MS, now + MINUTE_MS);
    await queue.add(known);
    await admitted(now, now + MINUTE_MS);
    await sweeper.sweep(now);
    expect(await held()).toBe(2n * CEILING);
    for (const { accountId: of, jobId, post } of await openHolds(database, { olderThanMs: 0 }))
      if (of === accountId) {
        const terms = { ...known.terms, jobId, post };
        await settlement.conclude(jobKey(terms), terms, {
          state: "expired",
          problem: "deadline_exceeded",
          charge: null,
        });
      }
    expect(await held()).toBe(0n);
  });

  it("concludes once, whoever else does so at the same time", async () => {
    const now = Date.now();
    const job = await admitted(now - MINUTE_MS, now + MINUTE_MS);
    await Promise.all([sweeper.sweep(now), settlement.concludeLost(job.key, job.terms), sweeper.sweep(now)]);
    expect(await balance(database, accountId)).toMatchObject({ availableNanoton: 10_000n, heldNanoton: 0n });
    expect(await readAll(relay, job.key)).toHaveLength(1);
  });

  it("forgets a job that Postgres never heard of", async () => {
    const job = newJob([A], { accountId });
    await queue.add(job);
    await queue.withdraw(job.key);
    expect(await readAll(relay, job.key)).toMatchObject([
      { status: { state: "cancelled", chargedNanoton: "0" } },
    ]);
    expect(await queue.depth()).toBe(0);
  });
});
