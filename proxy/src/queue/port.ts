/** What the proxy knows of a job: all of it is in the clear anyway (SPEC 4.1). Kept in Redis beside the ciphertext. */
export interface JobTerms {
  readonly accountId: string;
  /** hex(request_id); unique within the account. */
  readonly jobId: string;
  /** 1, and one more for each time the same id is posted again after `job_lost` or `reseal_required`. */
  readonly post: number;
  readonly model: string;
  readonly manifest: string;
  /** The transcript T that the worker's receipts name. */
  readonly transcript: string;
  readonly quote: string;
  readonly priceCeilingNanoton: string;
  readonly notAfterMs: number;
}

export interface QueuedJob {
  /** One key per post: a retired post shares nothing with its successor. */
  readonly key: string;
  readonly terms: JobTerms;
  /** key_ids in hex, at most four. */
  readonly candidates: readonly string[];
  readonly envelope: Uint8Array;
}

export interface ClaimedJob {
  readonly job: QueuedJob;
  /** The worker's key_id in hex. */
  readonly keyId: string;
  /** 1 for the first worker; the claim is void as soon as a later attempt exists. */
  readonly attempt: number;
}

/** Why an unanswered job comes back: the worker never saw it, was lost with it, or refused it. */
export type Return = { readonly why: "unsent" | "lost" } | { readonly why: "refused"; readonly code: string };

export interface JobPlace {
  /** `ending`: no worker has it or will get it; it is being concluded. */
  readonly state: "waiting" | "leased" | "streaming" | "ending";
  /** Jobs that every candidate of this one would take first; 0 is next. Null unless it waits. */
  readonly position: number | null;
}

/**
 * Why a job came back to the proxy without an answer:
 * deadline (not_after passed while it waited) · stranded (no candidate is online) · refused (each candidate refused it
 * or was lost) · cancelled (withdrawn before its first frame) · abandoned (its lease ran out in mid-stream, so no other
 * worker may answer) · lost (the queue's own storage forgot it).
 */
export type OrphanReason = "deadline" | "stranded" | "refused" | "cancelled" | "abandoned" | "lost";

export interface Orphan {
  readonly key: string;
  readonly terms: JobTerms;
  readonly reason: OrphanReason;
  /** Codes with which workers refused it, in order. */
  readonly refusals: readonly string[];
  /** What {@link JobQueue.saveCharge} was given last; null if nothing was. */
  readonly savedCharge: Uint8Array | null;
}

export interface QueueEvents {
  /** A job may be waiting for these candidates. */
  wake(keyIds: readonly string[]): void;
  /** Must be concluded by the listener, which then calls {@link JobQueue.finish}; delivered at least once. */
  orphan(orphan: Orphan): Promise<void>;
  isOnline(keyId: string): boolean;
}

/**
 * Holds jobs until a candidate has a free slot. Any number of proxies share one queue. An implementation
 *
 * - must be durable before `add` resolves, and treat a second `add` of a key as done;
 * - must bind late: `claim` gives the oldest job that names the worker and that nobody holds;
 * - must lease a job to one worker at a time: of claims that race, one wins;
 * - must give a job whose lease ran out before its first frame to another candidate, and after it report it as an
 *   orphan, `abandoned`;
 * - must report every job that can't be answered any more as an orphan, again and again until it is finished, also
 *   when another proxy than the one that took it in is left to do so;
 * - must not lose a job when a proxy or Redis stops and comes back;
 * - must forget the envelope when the job is finished.
 */
export interface JobQueue {
  /** Begins to deliver events. Called once, before any other method. */
  start(events: QueueEvents): Promise<void>;
  add(job: QueuedJob): Promise<void>;
  /** Sees to it that some proxy watches over a job that {@link JobQueue.place} knows; harmless when one does. */
  adopt(key: string, terms: JobTerms): Promise<void>;
  claim(keyId: string): Promise<ClaimedJob | null>;
  /** Keeps a lease alive for its time to live. `cancelled`: kept, and {@link JobQueue.withdraw} was called meanwhile. */
  renew(claim: ClaimedJob): Promise<"held" | "cancelled" | "void">;
  /** From now on no other worker may answer; false when the claim is void. */
  startStreaming(claim: ClaimedJob): Promise<boolean>;
  /** Keeps what is to be charged if nobody is left to conclude the job; nothing happens when the claim is void. */
  saveCharge(claim: ClaimedJob, charge: Uint8Array): Promise<void>;
  /**
   * Returns an unanswered job, `unsent` ones as if they had never been claimed, others without this worker among their
   * candidates. Another candidate gets it, or it becomes an orphan, `refused`, or `cancelled` when it was withdrawn.
   * Nothing happens when the claim is void.
   */
  giveBack(claim: ClaimedJob, reason: Return): Promise<void>;
  /**
   * Makes a job that still waits an orphan, `cancelled`. False when it is leased, finished or unknown; a leased one is
   * marked, so that its next renewal says so and no other candidate gets it.
   */
  withdraw(key: string): Promise<boolean>;
  /** Forgets the job; a second call is harmless. */
  finish(key: string): Promise<void>;
  place(key: string): Promise<JobPlace | null>;
  /** Jobs not finished, over all proxies. */
  depth(): Promise<number>;
  /** Stops delivering events and releases what this process holds, so that another proxy takes over. */
  close(): Promise<void>;
}
