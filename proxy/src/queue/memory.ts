import type { ClaimedJob, JobPlace, JobQueue, OrphanReason, QueuedJob, QueueEvents } from "./port.ts";

export interface MemoryQueueOptions {
  readonly leaseTtlMs: number;
  /** How long all candidates may be offline before a waiting job is stranded. */
  readonly strandedAfterMs: number;
  readonly now: () => number;
}

interface Entry {
  readonly job: QueuedJob;
  candidates: string[];
  attempt: number;
  state: "waiting" | "leased" | "streaming" | "orphaned";
  worker: string | null;
  leaseEndsMs: number;
  offlineSinceMs: number | null;
  runningReceipt: Uint8Array | null;
  readonly refusals: string[];
}

const TICK_MS = 100;

/** The queue within one process: same obligations, no durability. For tests and the in-memory network. */
export class MemoryQueue implements JobQueue {
  readonly #options: MemoryQueueOptions;
  /** Insertion order is age. */
  readonly #entries = new Map<string, Entry>();
  #events: QueueEvents | null = null;
  #timer: ReturnType<typeof setInterval> | null = null;

  constructor(options: MemoryQueueOptions) {
    this.#options = options;
  }

  async start(events: QueueEvents): Promise<void> {
    this.#events = events;
    this.#timer = setInterval(() => this.tick(), TICK_MS);
    this.#timer.unref();
  }

  async add(job: QueuedJob): Promise<void> {
    if (this.#entries.has(job.key)) return;
    this.#entries.set(job.key, {
      job,
      candidates: [...job.candidates],
      attempt: 0,
      state: "waiting",
      worker: null,
      leaseEndsMs: 0,
      offlineSinceMs: null,
      runningReceipt: null,
      refusals: [],
    });
    this.#events?.wake(job.candidates);
  }

  async claim(keyId: string): Promise<ClaimedJob | null> {
    for (const entry of this.#entries.values()) {
      if (entry.state !== "waiting" || !entry.candidates.includes(keyId)) continue;
      entry.state = "leased";
      entry.worker = keyId;
      entry.attempt += 1;
      entry.leaseEndsMs = this.#options.now() + this.#options.leaseTtlMs;
      return { job: entry.job, attempt: entry.attempt };
    }
    return null;
  }

  async renew(claim: ClaimedJob): Promise<boolean> {
    const entry = this.#held(claim);
    if (entry) entry.leaseEndsMs = this.#options.now() + this.#options.leaseTtlMs;
    return entry !== null;
  }

  async startStreaming(claim: ClaimedJob): Promise<boolean> {
    const entry = this.#held(claim);
    if (entry) entry.state = "streaming";
    return entry !== null;
  }

  async saveRunningReceipt(claim: ClaimedJob, receipt: Uint8Array): Promise<void> {
    const entry = this.#held(claim);
    if (entry) entry.runningReceipt = receipt;
  }

  async giveBack(claim: ClaimedJob, keyId: string, refusal: string | null): Promise<void> {
    const entry = this.#held(claim);
    if (entry?.state !== "leased") return;
    if (refusal) entry.refusals.push(refusal);
    this.#drop(entry, keyId);
  }

  async withdraw(key: string): Promise<boolean> {
    const entry = this.#entries.get(key);
    if (entry?.state !== "waiting") return false;
    this.#orphan(entry, "cancelled");
    return true;
  }

  async finish(key: string): Promise<void> {
    this.#entries.delete(key);
  }

  async place(key: string): Promise<JobPlace | null> {
    const entry = this.#entries.get(key);
    if (!entry) return null;
    if (entry.state === "waiting") return { state: "waiting", position: this.#position(entry) };
    return { state: entry.state === "orphaned" ? "streaming" : entry.state, position: null };
  }

  async depth(): Promise<number> {
    return this.#entries.size;
  }

  async close(): Promise<void> {
    if (this.#timer) clearInterval(this.#timer);
    this.#events = null;
  }

  /** Looks for jobs whose lease, deadline or candidates are gone; runs by itself and may be called at any time. */
  tick(): void {
    const now = this.#options.now();
    for (const entry of this.#entries.values()) {
      if (entry.state === "waiting") this.#checkWaiting(entry, now);
      else if (entry.state !== "orphaned" && entry.leaseEndsMs <= now) this.#loseLease(entry);
    }
  }

  #checkWaiting(entry: Entry, now: number): void {
    if (entry.job.terms.notAfterMs <= now) return this.#orphan(entry, "deadline");
    const online = entry.candidates.some((keyId) => this.#events?.isOnline(keyId) ?? true);
    entry.offlineSinceMs = online ? null : (entry.offlineSinceMs ?? now);
    if (entry.offlineSinceMs !== null && now - entry.offlineSinceMs >= this.#options.strandedAfterMs)
      this.#orphan(entry, "stranded");
  }

  #loseLease(entry: Entry): void {
    if (entry.state === "streaming") this.#orphan(entry, "abandoned");
    else this.#drop(entry, entry.worker);
  }

  /** Without this worker the job waits on or, when it was the last candidate, becomes an orphan. */
  #drop(entry: Entry, keyId: string | null): void {
    entry.candidates = entry.candidates.filter((candidate) => candidate !== keyId);
    if (entry.candidates.length === 0) return this.#orphan(entry, "refused");
    entry.state = "waiting";
    this.#events?.wake(entry.candidates);
  }

  #orphan(entry: Entry, reason: OrphanReason): void {
    entry.state = "orphaned";
    const { job, refusals, runningReceipt } = entry;
    void this.#events?.orphan({ key: job.key, terms: job.terms, reason, refusals, runningReceipt });
  }

  #held(claim: ClaimedJob): Entry | null {
    const entry = this.#entries.get(claim.job.key);
    const held = entry && entry.attempt === claim.attempt && (entry.state === "leased" || entry.state === "streaming");
    return held ? entry : null;
  }

  #position(entry: Entry): number {
    const ahead = entry.candidates.map((keyId) => this.#olderFor(keyId, entry));
    return Math.min(...ahead);
  }

  #olderFor(keyId: string, entry: Entry): number {
    let older = 0;
    for (const other of this.#entries.values()) {
      if (other === entry) break;
      if (other.state === "waiting" && other.candidates.includes(keyId)) older += 1;
    }
    return older;
  }
}
