import type { Redis } from "ioredis";
import type { Bus } from "../bus/port.ts";
import type { Script } from "../redis/script.ts";
import { Ownership } from "./ownership.ts";
import type {
  ClaimedJob,
  JobPlace,
  JobQueue,
  JobTerms,
  OrphanReason,
  QueuedJob,
  QueueEvents,
  Return,
} from "./port.ts";
import * as scripts from "./scripts.ts";
import { type Look, Watch } from "./watch.ts";

export interface BullMqQueueOptions {
  /** A plain connection; commands are pipelined over it. */
  readonly redis: Redis;
  readonly bus: Bus;
  readonly leaseTtlMs: number;
  /** How long all candidates may be offline before a waiting job is stranded. */
  readonly strandedAfterMs: number;
  /** How long after its deadline a job's ciphertext may still lie in Redis. */
  readonly keepMs: number;
  /** Another proxy takes over the jobs of one that died after this long, twice this at most. */
  readonly takeOverMs: number;
  readonly onError: (error: Error) => void;
}

type News = { readonly wake: readonly string[] } | { readonly look: string } | { readonly done: string };

const TOPIC = "queue";
const LOOK_EVERY_MS = 1_000;
const PLACES = ["waiting", "leased", "streaming"] as const;

/**
 * BullMQ says which proxy watches over a job and moves it to another when that one dies (ownership.ts). Which worker gets
 * a job is decided beside it, by one atomic claim over sorted sets (scripts.ts), because BullMQ can't bind a job late to
 * one of several named workers (docs/decisions/0004-dispatch.md).
 */
export class BullMqQueue implements JobQueue {
  readonly #options: BullMqQueueOptions;
  readonly #ownership: Ownership;
  readonly #watch: Watch;
  #events: QueueEvents | null = null;
  #unsubscribe: (() => void) | null = null;

  constructor(options: BullMqQueueOptions) {
    const { redis, takeOverMs, strandedAfterMs, onError } = options;
    this.#options = options;
    this.#watch = new Watch({
      strandedAfterMs,
      lookEveryMs: LOOK_EVERY_MS,
      onError,
      look: (keys) => this.#lookAt(keys),
      orphanWaiting: async (key, reason) => (await this.#run(scripts.ORPHAN_WAITING, key, reason)) === 1,
      isOnline: (keyId) => this.#events?.isOnline(keyId) ?? true,
      offered: (candidates) => this.#tell({ wake: candidates }),
      orphaned: (key, terms, reason) => this.#report(key, terms, reason),
    });
    this.#ownership = new Ownership({ redis, takeOverMs, onError, watch: this.#watch });
  }

  async start(events: QueueEvents): Promise<void> {
    this.#events = events;
    this.#unsubscribe = this.#options.bus.subscribe(TOPIC, (message) => this.#hear(message as News));
    await this.#ownership.start();
    this.#watch.start();
  }

  async add(job: QueuedJob): Promise<void> {
    const ttlMs = Math.max(0, job.terms.notAfterMs - Date.now()) + this.#options.keepMs;
    const stored = this.#run(
      scripts.ADD,
      job.key,
      job.candidates.join(),
      JSON.stringify(job.terms),
      Buffer.from(job.envelope),
      ttlMs,
    );
    // Over one connection, so the job stands before BullMQ can hand it to an owner.
    await Promise.all([stored, this.#ownership.add(job.key, job.terms)]);
    this.#tell({ wake: job.candidates });
  }

  adopt(key: string, terms: JobTerms): Promise<void> {
    return this.#ownership.add(key, terms);
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
    return { job, keyId, attempt };
  }

  async renew({ job, attempt }: ClaimedJob): Promise<"held" | "cancelled" | "void"> {
    const held = await this.#run(scripts.RENEW, job.key, attempt, this.#options.leaseTtlMs);
    if (held === 0) return "void";
    return held === 2 ? "cancelled" : "held";
  }

  async startStreaming({ job, attempt }: ClaimedJob): Promise<boolean> {
    return (await this.#run(scripts.START_STREAMING, job.key, attempt)) === 1;
  }

  async saveCharge({ job, attempt }: ClaimedJob, charge: Uint8Array): Promise<void> {
    await this.#run(scripts.SAVE_CHARGE, job.key, attempt, Buffer.from(charge));
  }

  async giveBack({ job, attempt, keyId }: ClaimedJob, reason: Return): Promise<void> {
    const without = reason.why === "unsent" ? "" : keyId;
    const refusal = reason.why === "refused" ? reason.code : "";
    const offeredTo = await this.#run(scripts.GIVE_BACK, job.key, attempt, without, refusal);
    if (!Buffer.isBuffer(offeredTo)) return;
    this.#tell(offeredTo.length > 0 ? { wake: split(offeredTo) } : { look: job.key });
  }

  async withdraw(key: string): Promise<boolean> {
    const withdrawn = (await this.#run(scripts.WITHDRAW, key)) === 1;
    if (withdrawn) this.#tell({ look: key });
    return withdrawn;
  }

  async finish(key: string): Promise<void> {
    await this.#run(scripts.FINISH, key);
    this.#watch.forget(key);
    this.#tell({ done: key });
  }

  async place(key: string): Promise<JobPlace | null> {
    const reply = await this.#run(scripts.PLACE, key);
    if (!Array.isArray(reply)) return null;
    const [text, position] = reply as [Buffer, number];
    const state = PLACES.find((one) => one === text.toString()) ?? "ending";
    return { state, position: state === "waiting" ? position : null };
  }

  depth(): Promise<number> {
    return this.#ownership.count();
  }

  async close(): Promise<void> {
    this.#watch.stop();
    this.#unsubscribe?.();
    this.#events = null;
    await this.#ownership.close();
  }

  async #lookAt(keys: readonly string[]): Promise<Look[]> {
    const looks = (await this.#run(scripts.LOOK, ...keys)) as [Buffer, Buffer, Buffer][];
    return looks.map(([state, candidates, reason]) => ({
      state: state.toString() as Look["state"],
      candidates: split(candidates),
      reason: reason.toString() as OrphanReason,
    }));
  }

  async #report(key: string, terms: JobTerms, reason: OrphanReason): Promise<void> {
    const [refusals, charge] = await this.#options.redis.hmgetBuffer(
      scripts.jobHash(key),
      "refusals",
      "charge",
    );
    await this.#events?.orphan({
      key,
      terms,
      reason,
      refusals: split(refusals ?? Buffer.alloc(0)),
      savedCharge: charge ? new Uint8Array(charge) : null,
    });
  }

  #tell(news: News): void {
    this.#options.bus.publish(TOPIC, news);
  }

  #hear(news: News): void {
    if ("wake" in news) this.#events?.wake(news.wake);
    else if ("look" in news) this.#watch.lookAt(news.look);
    else this.#watch.forget(news.done);
  }

  #run(script: Script, ...args: (string | number | Buffer)[]): Promise<unknown> {
    return script.run(this.#options.redis, args);
  }
}

const split = (csv: Buffer): string[] => (csv.length === 0 ? [] : csv.toString().split(","));
