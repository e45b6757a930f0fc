import type { ReferenceMark } from "@cocoon/protocol/reference-values";

/** The newest roster that was accepted from one proxy: its key is pinned, and no older epoch is taken any more. */
export interface RosterMark {
  readonly epoch: number;
  /** The signed header, base64url. */
  readonly signed: string;
}

/** Two signed headers, base64url, that contradict each other: the proof that a proxy shows different lists. */
export interface RosterProof {
  readonly first: string;
  readonly second: string;
}

/** The machines that one account uses for one model: see choice/guards.ts. Times are Unix milliseconds. */
export interface GuardSet {
  readonly guards: readonly Guard[];
  /** When guards were last drawn; after the first draw at most one a day. */
  readonly lastAddedMs: number;
}

export interface Guard {
  /** 64 bytes in hex, as an attestation report gives it. */
  readonly chipId: string;
  /** Since when this client has not seen it live; null while it is live. */
  readonly missingSinceMs: number | null;
}

/** A job that was posted or was about to be; it stays until its end is known, so that a crash leaves a trace. */
export interface PendingJob {
  readonly jobId: string;
  readonly model: string;
  readonly createdMs: number;
  /** The most it can cost, in nanoton as decimal text. */
  readonly priceCeilingNanoton: string;
}

/**
 * What the client remembers between runs. Must keep what it was given until told otherwise: a store that forgets guards
 * lets a proxy choose the machines anew. Holds no prompt, no answer and no key.
 */
export interface ClientStore {
  loadGuards(key: string): Promise<GuardSet | null>;
  saveGuards(key: string, set: GuardSet): Promise<void>;
  /** The newest reference values accepted under a manifest key, 32 bytes in hex; a store that forgets them can be rolled back. */
  loadReferenceMark(manifestKey: string): Promise<ReferenceMark | null>;
  /** Must have stored it durably when it resolves; a version lower than the stored one changes nothing. */
  saveReferenceMark(manifestKey: string, mark: ReferenceMark): Promise<void>;
  /** @param proxy 32 bytes in hex; a store that forgets it trusts whatever key comes next */
  loadRosterMark(proxy: string): Promise<RosterMark | null>;
  /** Must have stored it durably when it resolves; an epoch lower than the stored one changes nothing. */
  saveRosterMark(proxy: string, mark: RosterMark): Promise<void>;
  /** As {@link ClientStore.saveRosterMark}, but in place of whatever is stored: the person has accepted another key. */
  replaceRosterMark(proxy: string, mark: RosterMark): Promise<void>;
  /** Keeps the first proof against a proxy, for a person to show. */
  keepRosterConflict(proxy: string, proof: RosterProof): Promise<void>;
  /** Must have stored the job durably when it resolves: the envelope is sent after that. */
  putPendingJob(job: PendingJob): Promise<void>;
  removePendingJob(jobId: string): Promise<void>;
  pendingJobs(): Promise<readonly PendingJob[]>;
}

/** Forgets with the process: for tests, and for callers who keep no state and accept new guards in each run. */
export class MemoryStore implements ClientStore {
  readonly #guards = new Map<string, GuardSet>();
  readonly #marks = new Map<string, ReferenceMark>();
  readonly #rosters = new Map<string, RosterMark>();
  readonly #conflicts = new Map<string, RosterProof>();
  readonly #jobs = new Map<string, PendingJob>();

  async loadGuards(key: string): Promise<GuardSet | null> {
    return this.#guards.get(key) ?? null;
  }

  async saveGuards(key: string, set: GuardSet): Promise<void> {
    this.#guards.set(key, set);
  }

  async loadReferenceMark(manifestKey: string): Promise<ReferenceMark | null> {
    return this.#marks.get(manifestKey) ?? null;
  }

  async saveReferenceMark(manifestKey: string, mark: ReferenceMark): Promise<void> {
    const { version = 0 } = this.#marks.get(manifestKey) ?? {};
    if (mark.version >= version) this.#marks.set(manifestKey, mark);
  }

  async loadRosterMark(proxy: string): Promise<RosterMark | null> {
    return this.#rosters.get(proxy) ?? null;
  }

  async saveRosterMark(proxy: string, mark: RosterMark): Promise<void> {
    const { epoch = 0 } = this.#rosters.get(proxy) ?? {};
    if (mark.epoch >= epoch) this.#rosters.set(proxy, mark);
  }

  async replaceRosterMark(proxy: string, mark: RosterMark): Promise<void> {
    this.#rosters.set(proxy, mark);
  }

  async keepRosterConflict(proxy: string, proof: RosterProof): Promise<void> {
    if (!this.#conflicts.has(proxy)) this.#conflicts.set(proxy, proof);
  }

  /** What {@link MemoryStore.keepRosterConflict} was given; null for none. */
  rosterConflict(proxy: string): RosterProof | null {
    return this.#conflicts.get(proxy) ?? null;
  }

  async putPendingJob(job: PendingJob): Promise<void> {
    this.#jobs.set(job.jobId, job);
  }

  async removePendingJob(jobId: string): Promise<void> {
    this.#jobs.delete(jobId);
  }

  async pendingJobs(): Promise<readonly PendingJob[]> {
    return [...this.#jobs.values()];
  }
}
