import { createHmac } from "node:crypto";
import type { BlockRecord, Genesis } from "./records.ts";

export interface Block {
  readonly seqno: number;
  readonly timeMs: number;
  readonly rootHash: Buffer;
  readonly fileHash: Buffer;
  /** What happened in it; null for a block that only time made. */
  readonly record: BlockRecord | null;
}

type Moment = Pick<BlockRecord, "seqno" | "timeMs" | "aheadMs">;

/**
 * Blocks in time. A message makes a block at once; without one they come every `blockMs`, also while the program does not
 * run: such a block takes no room, for its number follows from the time since the last recorded one.
 */
export class BlockClock {
  readonly #seed: Buffer;
  readonly #records: BlockRecord[] = [];
  readonly #blockMs: number;
  readonly #machineMs: () => number;
  readonly #genesis: Moment;

  constructor({ seed, timeMs }: Genesis, blockMs: number, machineMs: () => number) {
    this.#seed = Buffer.from(seed, "hex");
    this.#genesis = { seqno: 1, timeMs, aheadMs: 0 };
    this.#blockMs = blockMs;
    this.#machineMs = machineMs;
  }

  add(record: BlockRecord): void {
    this.#records.push(record);
  }

  /** Never goes back, whatever the machine's clock does. */
  nowMs(): number {
    const { timeMs, aheadMs } = this.#last();
    return Math.max(timeMs, this.#machineMs() + aheadMs);
  }

  latest(): Block {
    return this.#after(this.#last(), this.#seqnoAt(this.nowMs()));
  }

  /** Number and time of a block that is made now. @param skipMs moves the chain's time ahead */
  next(skipMs = 0): Moment {
    const nowMs = this.nowMs();
    return {
      seqno: this.#seqnoAt(nowMs) + 1,
      timeMs: nowMs + skipMs,
      aheadMs: this.#last().aheadMs + skipMs,
    };
  }

  /** Null for one that is not there yet. */
  at(seqno: number): Block | null {
    if (seqno < this.#genesis.seqno || seqno > this.#seqnoAt(this.nowMs())) return null;
    const index = lastWhere(this.#records, (record) => record.seqno <= seqno);
    return this.#after(this.#records[index] ?? this.#genesis, seqno);
  }

  #last(): Moment {
    return this.#records.at(-1) ?? this.#genesis;
  }

  #seqnoAt(nowMs: number): number {
    const { seqno, timeMs } = this.#last();
    return seqno + Math.floor((nowMs - timeMs) / this.#blockMs);
  }

  #after(base: Moment, seqno: number): Block {
    const record = base.seqno === seqno && "transactions" in base ? (base as BlockRecord) : null;
    const content = record?.transactions.map(({ hash }) => hash).join() ?? "";
    const hash = (what: string) =>
      createHmac("sha256", this.#seed).update(`${what}\0${seqno}\0${content}`).digest();
    const timeMs = base.timeMs + (seqno - base.seqno) * this.#blockMs;
    return { seqno, timeMs, rootHash: hash("root"), fileHash: hash("file"), record };
  }
}

/** Index of the last element for which `test` holds, of a list in which it holds for a beginning; -1 for none. */
export function lastWhere<T>(list: readonly T[], test: (element: T) => boolean): number {
  let [low, high] = [0, list.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (test(list[middle] as T)) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
