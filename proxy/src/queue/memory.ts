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
import { type Look, Watch } from "./watch.ts";

export interface MemoryQueueOptions {
  readonly leaseTtlMs: number;
  /** How long all candidates may be offline before a waiting job is stranded. */
  readonly strandedAfterMs: number;
}

interface Entry {
  readonly job: QueuedJob;
  candidates: string[];
  attempt: number;
  state: "waiting" | "leased" | "streaming" | "orphaned";
  worker: string | null;
  leaseEndsMs: number;
  savedCharge: Uint8Array | null;
  withdrawn: boolean;
  reason: OrphanReason;
  readonly refusals: string[];
}

const LOOK_EVERY_MS = 100;

/** The queue within one process: same obligations, no durability. For tests and the in-memory network. */
export class MemoryQueue implements JobQueue {
  readonly #options: MemoryQueueOptions;
  /** Insertion order is age. */
  readonly #entries = new Map<string, Entry>();
  readonly #watch: Watch;
  #events: QueueEvents | null = null;

  constructor(options: MemoryQueueOptions) {
    this.#options = options;
    this.#watch = new Watch({
      strandedAfterMs: options.strandedAfterMs,
      lookEveryMs: LOOK_EVERY_MS,
      // Whatever the listener failed at is logged there, and tried again with the next look.
      onError: () => undefined,
      look: async (keys) => keys.map((key) => this.#lookAt(key)),
      orphanWaiting: async (key, reason) => this.#orphanWaiting(key, reason),
      isOnline: (keyId) => this.#events?.isOnline(keyId) ?? true,
      offered: (candidates) => this.#events?.wake(candidates),
      orphaned: (key, terms, reason) => this.#report(key, terms, reason),
    });
  }

  async start(events: QueueEvents): Promise<void> {
    this.#events = events;
    this.#watch.start();
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
      savedCharge: null,
      withdrawn: false,
      reason: "refused",
      refusals: [],
    });
    this.#watch.begin(job.key, job.terms, () => undefined);
    this.#events?.wake(job.candidates);
  }

  /** Every job is this process' own. */
  async adopt(): Promise<void> {}

  async claim(keyId: string): Promise<ClaimedJob | null> {
    for (const entry of this.#entries.values()) {
      if (entry.state !== "waiting" || !entry.candidates.includes(keyId)) continue;
      entry.state = "leased";
      entry.worker = keyId;
      entry.attempt += 1;
      entry.leaseEndsMs = Date.now() + this.#options.leaseTtlMs;
      return { job: { ...entry.job, candidates: [...entry.candidates] }, keyId, attempt: entry.attempt };
    }
    return null;
  }

  async renew(claim: ClaimedJob): Promise<"held" | "cancelled" | "void"> {
    const entry = this.#held(claim);
    if (!entry) return "void";
    entry.leaseEndsMs = Date.now() + this.#options.leaseTtlMs;
    return entry.withdrawn ? "cancelled" : "held";
  }

  async startStreaming(claim: ClaimedJob): Promise<boolean> {
    const entry = this.#held(claim);
    if (entry) entry.state = "streaming";
    return entry !== null;
  }

  async saveCharge(claim: ClaimedJob, charge: Uint8Array): Promise<void> {
    const entry = this.#held(claim);
    if (entry) entry.savedCharge = charge;
  }

  async giveBack(claim: ClaimedJob, reason: Return): Promise<void> {
    const entry = this.#held(claim);
    if (entry?.state !== "leased") return;
    if (reason.why === "refused") entry.refusals.push(reason.code);
    const offered = reason.why === "unsent" ? this.#offer(entry) : this.#drop(entry, claim.keyId);
    if (offered) this.#events?.wake(entry.candidates);
    else this.#watch.lookAt(claim.job.key);
  }

  async withdraw(key: string): Promise<boolean> {
    const entry = this.#entries.get(key);
    if (entry?.state === "leased" || entry?.state === "streaming") entry.withdrawn = true;
    if (!this.#orphanWaiting(key, "cancelled")) return false;
    this.#watch.lookAt(key);
    return true;
  }

  async finish(key: string): Promise<void> {
    this.#entries.delete(key);
    this.#watch.forget(key);
  }

  async place(key: string): Promise<JobPlace | null> {
    const entry = this.#entries.get(key);
    if (!entry) return null;
    const state = entry.state === "orphaned" ? "ending" : entry.state;
    return { state, position: state === "waiting" ? this.#position(entry) : null };
  }

  async depth(): Promise<number> {
    return this.#entries.size;
  }

  async close(): Promise<void> {
    this.#watch.stop();
    this.#events = null;
  }

  #lookAt(key: string): Look {
    const entry = this.#entries.get(key);
    if (!entry) return { state: "gone", candidates: [], reason: "lost" };
    const running = entry.state === "leased" || entry.state === "streaming";
    if (!running || entry.leaseEndsMs > Date.now()) return entry;
    if (entry.state === "streaming") this.#orphan(entry, "abandoned");
    else if (this.#drop(entry, entry.worker)) return { ...entry, state: "offered" };
    return entry;
  }

  async #report(key: string, terms: JobTerms, reason: OrphanReason): Promise<void> {
    const { refusals = [], savedCharge = null } = this.#entries.get(key) ?? {};
    await this.#events?.orphan({ key, terms, reason, refusals, savedCharge });
  }

  /** Offers it without this worker, its last candidate perhaps. */
  #drop(entry: Entry, keyId: string | null): boolean {
    entry.candidates = entry.candidates.filter((candidate) => candidate !== keyId);
    return this.#offer(entry);
  }

  /** Back to its place by age, or false when it is an orphan now; a withdrawn job goes to nobody. */
  #offer(entry: Entry): boolean {
    if (entry.withdrawn) this.#orphan(entry, "cancelled");
    else if (entry.candidates.length === 0) this.#orphan(entry, "refused");
    else entry.state = "waiting";
    return entry.state === "waiting";
  }

  #orphanWaiting(key: string, reason: OrphanReason): boolean {
    const entry = this.#entries.get(key);
    if (entry?.state !== "waiting") return false;
    this.#orphan(entry, reason);
    return true;
  }

  #orphan(entry: Entry, reason: OrphanReason): void {
    entry.state = "orphaned";
    entry.reason = reason;
  }

  #held(claim: ClaimedJob): Entry | null {
    const entry = this.#entries.get(claim.job.key);
    const held =
      entry && entry.attempt === claim.attempt && (entry.state === "leased" || entry.state === "streaming");
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
