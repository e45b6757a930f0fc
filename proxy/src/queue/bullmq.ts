import { Queue, Worker } from "bullmq";
import type { Redis } from "ioredis";
import type { Bus } from "../bus/port.ts";
import type { ClaimedJob, JobPlace, JobQueue, JobTerms, Orphan, OrphanReason, QueuedJob, QueueEvents } from "./port.ts";
import * as scripts from "./scripts.ts";

export interface BullMqQueueOptions {
  /** A plain connection; commands are pipelined over it. */
  readonly redis: Redis;
  readonly bus: Bus;
  readonly leaseTtlMs: number;
  /** How long all candidates may be offline before a waiting job is stranded. */
  readonly strandedAfterMs: number;
  /** How long after its deadline a job's ciphertext may still lie in Redis. */
  readonly keepMs: number;
  /** Another proxy takes over the jobs of one that died after this long. */
  readonly takeOverMs: number;
  readonly onError: (error: Error) => void;
}

interface Owned {
  readonly terms: JobTerms;
  offlineSinceMs: number | null;
  /** An orphan event is being handled. */
  concluding: boolean;
  readonly release: () => void;
}

const QUEUE = "cocoon-jobs";
const TOPIC = "queue";
const LOOK_EVERY_MS = 1_000;
const LOOK_BATCH = 500;
/** One proxy owns at most this many jobs; the rest waits in BullMQ for it or another. */
const OWNED_AT_MOST = 20_000;

/**
 * BullMQ says which proxy owns a job: its processor runs from admission to conclusion, its lock moves the job to another
 * proxy when the owner dies. Which worker gets a job is decided beside it, by one atomic claim over sorted sets, because
 * BullMQ can't bind a job late to one of several named workers (docs/decisions/0004-dispatch.md).
 */
export class BullMqQueue implements JobQueue {
  readonly #options: BullMqQueueOptions;
  readonly #queue: Queue<{ key: string }>;
  readonly #owned = new Map<string, Owned>();
  #worker: Worker<{ key: string }> | null = null;
  #events: QueueEvents | null = null;
  #timer: ReturnType<typeof setInterval> | null = null;
  #unsubscribe: (() => void) | null = null;

  constructor(options: BullMqQueueOptions) {
    this.#options = options;
    this.#queue = new Queue(QUEUE, { connection: options.redis, defaultJobOptions: { removeOnComplete: true } });
    this.#queue.on("error", options.onError);
  }

  async start(events: QueueEvents): Promise<void> {
    const { takeOverMs, redis, onError } = this.#options;
    this.#events = events;
    this.#unsubscribe = this.#options.bus.subscribe(TOPIC, (message) => this.#hear(message));
    this.#worker = new Worker<{ key: string }>(QUEUE, (job) => this.#own(job.data.key), {
      connection: redis.duplicate({ maxRetriesPerRequest: null }),
      concurrency: OWNED_AT_MOST,
      lockDuration: takeOverMs,
      stalledInterval: takeOverMs / 2,
      // A job may outlive any number of proxies; its own deadline ends it.
      maxStalledCount: Number.MAX_SAFE_INTEGER,
    });
    this.#worker.on("error", onError);
    await this.#worker.waitUntilReady();
    this.#timer = setInterval(() => this.#lookAtAll().catch(onError), LOOK_EVERY_MS);
    this.#timer.unref();
  }

  async add(job: QueuedJob): Promise<void> {
    const ttlMs = Math.max(0, job.terms.notAfterMs - Date.now()) + this.#options.keepMs;
    const args = [job.key, job.candidates.join(), JSON.stringify(job.terms), Buffer.from(job.envelope), ttlMs];
    // One connection, so the job stands before BullMQ can hand it to an owner.
    const stored = scripts.ADD.run(this.#options.redis, args);
    await Promise.all([stored, this.#queue.add("job", { key: job.key }, { jobId: job.key })]);
    this.#tell({ wake: job.candidates });
  }

  async claim(keyId: string): Promise<ClaimedJob | null> {
    const reply = await this.#run(scripts.CLAIM, keyId, this.#options.leaseTtlMs);
    if (!Array.isArray(reply)) return null;
    const [key, attempt, terms, candidates, envelope] = reply as [Buffer, number, Buffer, Buffer, Buffer];
    const job: QueuedJob = {
      key: key.toString(),
      terms: JSON.parse(terms.toString()) as JobTerms,
      candidates: split(candidates),
      envelope: new Uint8Array(envelope),
    };
    return { job, attempt };
  }

  async renew({ job, attempt }: ClaimedJob): Promise<boolean> {
    return (await this.#run(scripts.RENEW, job.key, attempt, this.#options.leaseTtlMs)) === 1;
  }

  async startStreaming({ job, attempt }: ClaimedJob): Promise<boolean> {
    return (await this.#run(scripts.START_STREAMING, job.key, attempt)) === 1;
  }

  async saveRunningReceipt({ job, attempt }: ClaimedJob, receipt: Uint8Array): Promise<void> {
    await this.#run(scripts.SAVE_RECEIPT, job.key, attempt, Buffer.from(receipt));
  }

  async giveBack({ job, attempt }: ClaimedJob, keyId: string, refusal: string | null): Promise<void> {
    const rest = await this.#run(scripts.GIVE_BACK, job.key, attempt, keyId, refusal ?? "");
    if (!Buffer.isBuffer(rest)) return;
    this.#tell(rest.length > 0 ? { wake: split(rest) } : { look: job.key });
  }

  async withdraw(key: string): Promise<boolean> {
    const withdrawn = (await this.#run(scripts.ORPHAN_WAITING, key, "cancelled")) === 1;
    if (withdrawn) this.#tell({ look: key });
    return withdrawn;
  }

  async finish(key: string): Promise<void> {
    await this.#run(scripts.FINISH, key);
    this.#disown(key);
    this.#tell({ look: key });
  }

  async place(key: string): Promise<JobPlace | null> {
    const reply = await this.#run(scripts.PLACE, key);
    if (!Array.isArray(reply)) return null;
    const [state, position] = reply as [Buffer, number];
    if (state.toString() === "waiting") return { state: "waiting", position };
    return { state: state.toString() === "leased" ? "leased" : "streaming", position: null };
  }

  async depth(): Promise<number> {
    const counts = await this.#queue.getJobCounts("waiting", "active");
    return Object.values(counts).reduce((sum, count) => sum + count, 0);
  }

  async close(): Promise<void> {
    if (this.#timer) clearInterval(this.#timer);
    this.#unsubscribe?.();
    this.#events = null;
    // Forced: the processors of running jobs never end here. Their locks run out and another proxy takes over.
    await this.#worker?.close(true);
    await this.#queue.close();
  }

  /** BullMQ's processor: resolves when the job is concluded, wherever that happened. */
  async #own(key: string): Promise<void> {
    const terms = await this.#options.redis.hget(`cocoon:job:${key}`, "terms");
    if (terms === null) return;
    await new Promise<void>((release) => {
      if (this.#events === null) return; // closing: left to the proxy that takes over
      const owned = { terms: JSON.parse(terms) as JobTerms, offlineSinceMs: null, concluding: false, release };
      this.#owned.set(key, owned);
      this.#lookAt([key]).catch(this.#options.onError);
    });
  }

  #disown(key: string): void {
    this.#owned.get(key)?.release();
    this.#owned.delete(key);
  }

  async #lookAtAll(): Promise<void> {
    const keys = [...this.#owned.keys()];
    for (let at = 0; at < keys.length; at += LOOK_BATCH) await this.#lookAt(keys.slice(at, at + LOOK_BATCH));
  }

  async #lookAt(keys: readonly string[]): Promise<void> {
    const looks = (await this.#run(scripts.LOOK, ...keys)) as [Buffer, Buffer, Buffer][];
    for (const [index, [state, candidates, reason]] of looks.entries())
      await this.#judge(keys[index] as string, state.toString(), split(candidates), reason.toString() as OrphanReason);
  }

  async #judge(key: string, state: string, candidates: string[], reason: OrphanReason): Promise<void> {
    const owned = this.#owned.get(key);
    if (!owned) return;
    if (state === "gone") this.#disown(key);
    else if (state === "orphaned") await this.#conclude(key, owned, reason);
    else if (state === "waiting" || state === "offered") {
      if (state === "offered") this.#tell({ wake: candidates });
      const doomed = this.#doomed(owned, candidates);
      if (doomed && (await this.#run(scripts.ORPHAN_WAITING, key, doomed)) === 1) await this.#conclude(key, owned, doomed);
    }
  }

  /** Why a waiting job can't be answered any more; null while it can. */
  #doomed(owned: Owned, candidates: readonly string[]): OrphanReason | null {
    const now = Date.now();
    if (owned.terms.notAfterMs <= now) return "deadline";
    const online = candidates.some((keyId) => this.#events?.isOnline(keyId) ?? true);
    owned.offlineSinceMs = online ? null : (owned.offlineSinceMs ?? now);
    const stranded = owned.offlineSinceMs !== null && now - owned.offlineSinceMs >= this.#options.strandedAfterMs;
    return stranded ? "stranded" : null;
  }

  /** Reports the orphan; if the listener fails, the next look reports it again. */
  async #conclude(key: string, owned: Owned, reason: OrphanReason): Promise<void> {
    if (owned.concluding) return;
    owned.concluding = true;
    try {
      const [refusals, receipt] = await this.#options.redis.hmgetBuffer(`cocoon:job:${key}`, "refusals", "receipt");
      const orphan: Orphan = {
        key,
        terms: owned.terms,
        reason,
        refusals: split(refusals ?? Buffer.alloc(0)),
        runningReceipt: receipt ? new Uint8Array(receipt) : null,
      };
      await this.#events?.orphan(orphan);
    } catch (error) {
      this.#options.onError(error instanceof Error ? error : new Error(String(error)));
    } finally {
      owned.concluding = false;
    }
  }

  #tell(message: { wake: readonly string[] } | { look: string }): void {
    this.#options.bus.publish(TOPIC, message);
  }

  #hear(message: unknown): void {
    const { wake, look } = message as { wake?: string[]; look?: string };
    if (wake) this.#events?.wake(wake);
    if (look && this.#owned.has(look)) this.#lookAt([look]).catch(this.#options.onError);
  }

  #run(script: scripts.Script, ...args: (string | number | Buffer)[]): Promise<unknown> {
    return script.run(this.#options.redis, args);
  }
}

const split = (csv: Buffer): string[] => (csv.length === 0 ? [] : csv.toString().split(","));
