import { type Job, Queue, WaitingError, Worker } from "bullmq";
import type { Redis } from "ioredis";
import type { JobTerms } from "./port.ts";
import type { Watch } from "./watch.ts";

export interface OwnershipOptions {
  readonly redis: Redis;
  readonly takeOverMs: number;
  readonly onError: (error: Error) => void;
  readonly watch: Watch;
}

interface Entry {
  readonly key: string;
  /** Here too, so that an owner can release the hold of a job whose hash Redis lost. */
  readonly terms: JobTerms;
}

const QUEUE = "cocoon-jobs";
/** One proxy owns at most this many jobs; the rest waits in BullMQ for it or another. */
const OWNED_AT_MOST = 20_000;
/** BullMQ's log of events, which nobody reads. */
const EVENTS_AT_MOST = 100;
/** No number of proxies that die may end a job; its own deadline does. */
const WITHOUT_LIMIT = 1_000_000_000;
const HAND_OVER_WITHIN_MS = 3_000;

/**
 * Which proxy watches over a job: BullMQ's processor runs from admission to conclusion in the owner, and its lock and
 * stalled check move the job to another proxy when the owner dies. A proxy that stops hands its jobs over at once.
 */
export class Ownership {
  readonly #options: OwnershipOptions;
  readonly #queue: Queue<Entry>;
  /** Ends each running processor in favour of another proxy. */
  readonly #handOver = new Set<() => void>();
  #worker: Worker<Entry> | null = null;
  #connection: Redis | null = null;
  #closing = false;

  constructor(options: OwnershipOptions) {
    this.#options = options;
    this.#queue = new Queue<Entry>(QUEUE, {
      connection: options.redis,
      defaultJobOptions: { removeOnComplete: true, removeOnFail: true },
      streams: { events: { maxLen: EVENTS_AT_MOST } },
    });
    this.#queue.on("error", options.onError);
  }

  async start(): Promise<void> {
    const { takeOverMs, redis, onError, watch } = this.#options;
    // BullMQ does not close a connection that it did not open, and waits on this one without a limit of its own.
    this.#connection = redis.duplicate({ maxRetriesPerRequest: null, commandTimeout: undefined });
    this.#connection.on("error", onError);
    this.#worker = new Worker<Entry>(QUEUE, (job, token) => this.#own(job, token, watch), {
      connection: this.#connection,
      concurrency: OWNED_AT_MOST,
      lockDuration: takeOverMs,
      stalledInterval: takeOverMs / 2,
      maxStalledCount: WITHOUT_LIMIT,
    });
    this.#worker.on("error", onError);
    await this.#worker.waitUntilReady();
  }

  /** Harmless for a key that has an owner or waits for one. */
  async add(key: string, terms: JobTerms): Promise<void> {
    await this.#queue.add("job", { key, terms }, { jobId: key });
  }

  async count(): Promise<number> {
    const counts = await this.#queue.getJobCounts("waiting", "active");
    return Object.values(counts).reduce((sum, count) => sum + count, 0);
  }

  async close(): Promise<void> {
    if (this.#closing) return;
    this.#closing = true;
    if (this.#worker) {
      await this.#worker.pause(true);
      for (const handOver of this.#handOver) handOver();
      // What can't be handed over in time, for instance without Redis, is taken over when its lock runs out.
      await Promise.race([this.#worker.close(), sleep(HAND_OVER_WITHIN_MS)]);
    }
    await Promise.race([this.#queue.close(), sleep(HAND_OVER_WITHIN_MS)]);
    this.#connection?.disconnect();
  }

  /** BullMQ's processor: resolves when the job is concluded, wherever that happened. */
  async #own(job: Job<Entry>, token: string | undefined, watch: Watch): Promise<void> {
    const { key, terms } = job.data;
    const outcome = await new Promise<"concluded" | "handed over">((resolve) => {
      const handOver = () => resolve("handed over");
      if (this.#closing) return handOver();
      this.#handOver.add(handOver);
      watch.begin(key, terms, () => {
        this.#handOver.delete(handOver);
        resolve("concluded");
      });
    });
    if (outcome === "concluded") return;
    await job.moveToWait(token);
    throw new WaitingError();
  }
}

const sleep = (ms: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
