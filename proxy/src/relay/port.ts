import type { StreamRecord } from "@cocoon/protocol/api";

/** What a relay stores: the response header, frames in order and the end. States are told live, not stored. */
export type RelayRecord = Extract<StreamRecord, { type: "header" | "frame" | "end" }>;

/**
 * Carries an answer's ciphertext from the worker's link to however many readers come and go. An implementation
 *
 * - must keep the order of appends of one key and give each reader all records from the first;
 * - must let a reader join at any time, before the first append and after the end, until the time to live has passed;
 * - must be bounded: a stream over the bound fails the append.
 */
export interface Relay {
  /** Resolves when the record is stored; awaiting it is the back-pressure. */
  append(key: string, record: RelayRecord): Promise<void>;
  /**
   * Yields stored records, then live ones; null after `idleMs` without one, so that the reader can look whether the job
   * still runs. Ends after the `end` record or when the signal aborts.
   */
  read(key: string, idleMs: number, signal: AbortSignal): AsyncGenerator<RelayRecord | null>;
  close(): Promise<void>;
}
