import { randomBytes } from "node:crypto";
import type { Database } from "@cocoon/db/connection";
import { admit, finish, markStreaming, type NewJob } from "@cocoon/db/jobs";
import { nanoton } from "@cocoon/protocol/money";
import { Queue, Worker } from "bullmq";
import { Redis } from "ioredis";
import { OFFER } from "../stub/model.ts";
import type { ReadyJob } from "../stub/job.ts";
import { CEILING, QUOTE } from "../stub/request.ts";
import { BenchError } from "../suite.ts";
import { COMMISSION_PPM } from "./proxy-process.ts";

const WORKER = "bench-1";

interface RawJob {
  readonly accountId: string;
  readonly jobId: string;
  readonly post: number;
}

/**
 * The least that a paid queue could be: BullMQ's own add and process, and the three ledger statements of a job. No HTTP,
 * no WebSocket, no envelope, no frames, no choice between candidates, and the same connections to the same servers.
 */
export class RawBullMq {
  readonly #database: Database;
  readonly #redis: Redis;
  /** Of the worker alone, which blocks on it. BullMQ does not close what it was given. */
  readonly #blocking: Redis;
  readonly #queue: Queue<RawJob>;
  readonly #worker: Worker<RawJob>;
  /** Lanes that wait for their job's end, by job id. */
  readonly #waiting = new Map<string, { resolve: () => void; reject: (error: Error) => void }>();

  private constructor(database: Database, redis: Redis, concurrency: number) {
    const name = `bench-${randomBytes(4).toString("hex")}`;
    this.#database = database;
    this.#redis = redis;
    this.#blocking = redis.duplicate({ maxRetriesPerRequest: null });
    this.#queue = new Queue(name, { connection: redis, defaultJobOptions: { removeOnComplete: true } });
    this.#worker = new Worker<RawJob>(name, (job) => this.#process(job.data), {
      connection: this.#blocking,
      concurrency,
    });
    this.#worker.on("completed", ({ data }) => this.#waiting.get(data.jobId)?.resolve());
    this.#worker.on("failed", (job, error) => job && this.#waiting.get(job.data.jobId)?.reject(error));
  }

  static async open(database: Database, redisUrl: string, concurrency: number): Promise<RawBullMq> {
    const raw = new RawBullMq(database, new Redis(redisUrl, { maxRetriesPerRequest: 3 }), concurrency);
    await raw.#worker.waitUntilReady();
    return raw;
  }

  /** One job from its hold to its settlement. */
  async perform(accountId: string, ready: ReadyJob): Promise<void> {
    // Ids of its own: the proxy's run has rows of the prepared ones.
    const jobId = randomBytes(32).toString("hex");
    const admission = await admit(this.#database, newJob(accountId, jobId, ready));
    if (admission.kind !== "admitted") throw new BenchError(`The ledger answered ${admission.kind}.`);
    const ended = new Promise<void>((resolve, reject) => this.#waiting.set(jobId, { resolve, reject }));
    await this.#queue.add("job", { accountId, jobId, post: admission.post });
    await ended.finally(() => this.#waiting.delete(jobId));
  }

  async close(): Promise<void> {
    await this.#worker.close();
    await this.#queue.close();
    this.#blocking.disconnect();
    this.#redis.disconnect();
  }

  async #process({ accountId, jobId, post }: RawJob): Promise<void> {
    const workerKeyId = "00".repeat(32);
    if (!(await markStreaming(this.#database, { accountId, jobId, post, workerKeyId })))
      throw new BenchError("The ledger does not know the job.");
    await finish(this.#database, {
      accountId,
      jobId,
      post,
      state: "done",
      problem: null,
      costNanoton: nanoton(992n),
      workerId: WORKER,
      commissionPpm: COMMISSION_PPM,
      outerReceipt: RECEIPT,
    });
  }
}

/** As long as a signed outer receipt. */
const RECEIPT = randomBytes(400);

const newJob = (accountId: string, jobId: string, ready: ReadyJob): NewJob => ({
  accountId,
  jobId,
  envelopeHash: ready.envelopeHash,
  transcript: ready.transcript,
  modelId: OFFER.model,
  manifest: OFFER.manifest,
  quote: QUOTE,
  ceilingNanoton: CEILING,
  notAfterMs: ready.notAfterMs,
  createdMs: Date.now(),
});
