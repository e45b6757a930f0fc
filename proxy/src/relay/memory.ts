import type { Relay, RelayRecord } from "./port.ts";
import { Waiters } from "./waiters.ts";

/** Records that a stream holds at most: fifteen minutes of full bursts. */
export const RELAY_RECORDS = 65_536;

export class MemoryRelay implements Relay {
  readonly #streams = new Map<string, RelayRecord[]>();
  readonly #waiters = new Waiters();

  async append(key: string, record: RelayRecord): Promise<void> {
    const stream = this.#streams.get(key) ?? [];
    if (stream.length >= RELAY_RECORDS) throw new Error("relay stream is full");
    stream.push(record);
    this.#streams.set(key, stream);
    this.#waiters.wake(key);
  }

  async *read(key: string, idleMs: number, signal: AbortSignal): AsyncGenerator<RelayRecord | null> {
    for (let next = 0; !signal.aborted; ) {
      const record = this.#streams.get(key)?.[next];
      if (record) {
        next += 1;
        yield record;
        if (record.type === "end") return;
      } else if (!(await this.#waiters.wait(key, idleMs, signal))) {
        if (!signal.aborted) yield null;
      }
    }
  }

  async close(): Promise<void> {
    this.#streams.clear();
  }
}
