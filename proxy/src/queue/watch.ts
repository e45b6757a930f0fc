import type { JobTerms, OrphanReason } from "./port.ts";

/** How a watched job stands; `offered` is waiting again just now, `gone` is unknown to the queue's storage. */
export interface Look {
  readonly state: "gone" | "finished" | "waiting" | "offered" | "leased" | "streaming" | "orphaned";
  readonly candidates: readonly string[];
  /** Why it is an orphan; meaningless in other states. */
  readonly reason: OrphanReason;
}

export interface WatchOptions {
  /** How long all candidates may be offline before a waiting job is stranded. */
  readonly strandedAfterMs: number;
  readonly lookEveryMs: number;
  readonly onError: (error: Error) => void;
  /** Takes back leases that ran out, and says how the jobs stand now. */
  readonly look: (keys: readonly string[]) => Promise<Look[]>;
  /** Makes a job that waits an orphan; false when it does not wait. */
  readonly orphanWaiting: (key: string, reason: OrphanReason) => Promise<boolean>;
  readonly isOnline: (keyId: string) => boolean;
  readonly offered: (candidates: readonly string[]) => void;
  /** Reports the orphan; a failure is reported again with the next look. */
  readonly orphaned: (key: string, terms: JobTerms, reason: OrphanReason) => Promise<void>;
}

interface Watched {
  readonly terms: JobTerms;
  readonly release: () => void;
  offlineSinceMs: number | null;
  reporting: boolean;
}

const LOOK_BATCH = 500;

/** Looks after the jobs that this proxy owns, until each is finished: leases, deadlines, candidates that went away. */
export class Watch {
  readonly #options: WatchOptions;
  readonly #watched = new Map<string, Watched>();
  #timer: ReturnType<typeof setInterval> | null = null;
  #looking = false;

  constructor(options: WatchOptions) {
    this.#options = options;
  }

  start(): void {
    this.#timer = setInterval(() => void this.#lookAtAll(), this.#options.lookEveryMs);
    this.#timer.unref();
  }

  stop(): void {
    if (this.#timer) clearInterval(this.#timer);
    this.#watched.clear();
  }

  /** @param release is called once, when the job is finished or its watch begins anew */
  begin(key: string, terms: JobTerms, release: () => void): void {
    // A process that stood still too long is given its own job again.
    this.#watched.get(key)?.release();
    this.#watched.set(key, { terms, release, offlineSinceMs: null, reporting: false });
    this.lookAt(key);
  }

  /** The job is finished. */
  forget(key: string): void {
    const watched = this.#watched.get(key);
    this.#watched.delete(key);
    watched?.release();
  }

  /** Looks at one job now, if it is this proxy's. */
  lookAt(key: string): void {
    if (this.#watched.has(key)) void this.#look([key]);
  }

  async #lookAtAll(): Promise<void> {
    // A slow Redis must not make looks pile up.
    if (this.#looking) return;
    this.#looking = true;
    const keys = [...this.#watched.keys()];
    for (let at = 0; at < keys.length; at += LOOK_BATCH) await this.#look(keys.slice(at, at + LOOK_BATCH));
    this.#looking = false;
  }

  async #look(keys: readonly string[]): Promise<void> {
    try {
      const looks = await this.#options.look(keys);
      await Promise.all(looks.map((look, index) => this.#judge(keys[index] as string, look)));
    } catch (error) {
      this.#options.onError(asError(error));
    }
  }

  async #judge(key: string, { state, candidates, reason }: Look): Promise<void> {
    const watched = this.#watched.get(key);
    if (!watched) return;
    if (state === "finished") return this.forget(key);
    if (state === "gone") return this.#report(key, watched, "lost");
    if (state === "orphaned") return this.#report(key, watched, reason);
    if (state !== "waiting" && state !== "offered") return;
    if (state === "offered") this.#options.offered(candidates);
    const doom = this.#doom(watched, candidates);
    if (doom && (await this.#options.orphanWaiting(key, doom))) await this.#report(key, watched, doom);
  }

  /** Why a waiting job can't be answered any more; null while it can. */
  #doom(watched: Watched, candidates: readonly string[]): OrphanReason | null {
    const nowMs = Date.now();
    if (watched.terms.notAfterMs <= nowMs) return "deadline";
    const online = candidates.some(this.#options.isOnline);
    watched.offlineSinceMs = online ? null : (watched.offlineSinceMs ?? nowMs);
    const stranded =
      watched.offlineSinceMs !== null && nowMs - watched.offlineSinceMs >= this.#options.strandedAfterMs;
    return stranded ? "stranded" : null;
  }

  async #report(key: string, watched: Watched, reason: OrphanReason): Promise<void> {
    if (watched.reporting) return;
    watched.reporting = true;
    try {
      await this.#options.orphaned(key, watched.terms, reason);
    } catch (error) {
      this.#options.onError(asError(error));
    } finally {
      watched.reporting = false;
    }
  }
}

const asError = (error: unknown): Error => (error instanceof Error ? error : new Error("unknown"));
