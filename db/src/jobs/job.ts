import type { JobState, ProblemCode } from "@cocoon/protocol/api";
import type { Nanoton } from "@cocoon/protocol/money";
import type { Source } from "../ledger/holds.ts";
import type { jobs } from "../schema/index.ts";

/** A job as posted. Hashes and ids are lowercase hex; all of it stands outside the sealed part of the envelope. */
export interface NewJob {
  readonly accountId: string;
  /** The envelope's request id, 64 digits; scoped to the account. */
  readonly jobId: string;
  /** SHA-256 of the whole envelope: tells a retry of the same bytes from a conflict. */
  readonly envelopeHash: string;
  /** T, the transcript hash (SPEC 4). */
  readonly transcript: string;
  readonly modelId: string;
  readonly manifest: string;
  /** "prompt/cached/output". */
  readonly quote: string;
  /** Above zero; this much is held. */
  readonly ceilingNanoton: Nanoton;
  readonly notAfterMs: number;
  /** By the caller's clock. */
  readonly createdMs: number;
}

/** How far a job has come, as far as money is concerned. */
export type StoredJobState = Exclude<JobState, "leased">;

export interface Job extends NewJob {
  readonly state: StoredJobState;
  /** 1 for the first bytes posted under this id. */
  readonly post: number;
  /** Null while the job runs. */
  readonly chargedNanoton: Nanoton | null;
  /** The exact bytes of the worker's signed outer receipt that settled it. */
  readonly outerReceipt: Uint8Array | null;
  readonly problem: ProblemCode | null;
  /** Whose frames were relayed first, hex. */
  readonly workerKeyId: string | null;
  /** Whose money it runs on. */
  readonly source: Source;
  /** What it was posted with. */
  readonly credentialId: string | null;
}

/** Refuses to compile when the row and the job drift apart. */
export const asJob = (row: typeof jobs.$inferSelect): Job => row;
