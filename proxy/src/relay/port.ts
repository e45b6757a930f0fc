import type { StreamRecord } from "@cocoon/protocol/api";

/** What a relay stores: the response header, frames in order and the end. States are told live, not stored. */
export type RelayRecord = Extract<StreamRecord, { type: "header" | "frame" | "end" }>;

export interface ReadOptions {
  /** The first frame that is wanted; the header and the end always are. */
  readonly from: number;
  readonly idleMs: number;
  readonly signal: AbortSignal;
}

/**
 * Carries an answer's ciphertext from the worker's link to however many readers come and go. An implementation
 *
 * - must keep the order of appends of one key and give each reader all records from the first;
 * - must take a record that stands at or before one that is stored (header, frames by number, end) as stored already, so
 *   that an append may be repeated and nothing follows an end;
 * - must let a reader join at any time, before the first append and after the end, until the time to live has passed;
 * - must be bounded: a frame over the bound fails the append;
 * - must refuse a frame whose stream does not begin with its header, so that no reader meets an answer without its
 *   beginning when the store has lost it.
 */
export interface Relay {
  /** Resolves when the record is stored; awaiting it is the back-pressure. */
  append(key: string, record: RelayRecord): Promise<void>;
  /**
   * Yields stored records, then live ones; null after `idleMs` without one, so that the reader can look whether the job
   * still runs. Ends after the `end` record or when the signal aborts.
   */
  read(key: string, options: ReadOptions): AsyncGenerator<RelayRecord | null>;
  close(): Promise<void>;
}

/** The store has lost the beginning of an answer: the rest of it is of use to nobody. */
export class RelayLostError extends Error {
  override readonly name = "RelayLostError";
}

/** Frames of one answer at most: fifteen minutes of full bursts. */
export const RELAY_FRAMES = 65_536;

const HEADER_RANK = 1;
const END_RANK = RELAY_FRAMES + 2;

/** Where a record stands in its stream: the header, then frames by number, then the end. @throws RangeError over the bound */
export function rankOf(record: RelayRecord): number {
  if (record.type === "header") return HEADER_RANK;
  if (record.type === "end") return END_RANK;
  if (record.seq >= RELAY_FRAMES) throw new RangeError("relay stream is full");
  return rankOfFrame(record.seq);
}

/** Of a frame that a reader asks for: one over the bound is the end. */
export const rankOfFrame = (seq: number): number => HEADER_RANK + 1 + Math.min(seq, RELAY_FRAMES);
