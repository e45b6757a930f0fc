import { type ReadOptions, type Relay, RelayLostError, type RelayRecord, rankOf } from "./port.ts";
import { Waiters } from "./waiters.ts";

interface Stream {
  readonly records: RelayRecord[];
  lastRank: number;
  timer: ReturnType<typeof setTimeout> | null;
}

/** The relay within one process. For tests and the in-memory network. */
export class MemoryRelay implements Relay {
  readonly #ttlMs: number;
  readonly #streams = new Map<string, Stream>();
  readonly #waiters = new Waiters();

  /** @param ttlMs how long after its last record an answer can still be read. */
  constructor(ttlMs: number) {
    this.#ttlMs = ttlMs;
  }

  async append(key: string, record: RelayRecord): Promise<void> {
    const rank = rankOf(record);
    const stream = this.#streams.get(key) ?? { records: [], lastRank: 0, timer: null };
    if (record.type === "frame" && stream.lastRank === 0)
      throw new RelayLostError("a frame of an answer whose beginning is not stored");
    if (rank <= stream.lastRank) return;
    stream.records.push(record);
    stream.lastRank = rank;
    this.#streams.set(key, stream);
    if (stream.timer) clearTimeout(stream.timer);
    stream.timer = setTimeout(() => this.#streams.delete(key), this.#ttlMs);
    stream.timer.unref();
    this.#waiters.wake(key);
  }

  async *read(key: string, { from, idleMs, signal }: ReadOptions): AsyncGenerator<RelayRecord | null> {
    for (let next = 0; !signal.aborted; ) {
      const record = this.#streams.get(key)?.records[next];
      if (record) {
        next += 1;
        if (record.type !== "frame" || record.seq >= from) yield record;
        if (record.type === "end") return;
      } else if (!(await this.#waiters.wait(key, idleMs, signal).woken) && !signal.aborted) yield null;
    }
  }

  async close(): Promise<void> {
    for (const { timer } of this.#streams.values()) if (timer) clearTimeout(timer);
    this.#streams.clear();
  }
}
