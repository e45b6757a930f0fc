import type { Redis } from "ioredis";
import type { Bus } from "../bus/port.ts";
import { decodeRelayRecord, encodeRelayRecord } from "./encoding.ts";
import {
  type ReadOptions,
  type Relay,
  RelayLostError,
  type RelayRecord,
  rankOf,
  rankOfFrame,
} from "./port.ts";
import { Waiters } from "./waiters.ts";

const WAKE = "relay";
const BATCH = 64;
/** A wake can be lost (the bus is at most once), so a reader looks by itself this often. */
const LOOK_AGAIN_MS = 1_000;

/**
 * A Redis stream per answer: readers resume from any place, and it outlives the proxy that wrote it. A record's id is its
 * rank, so Redis itself refuses one that is repeated or follows the end.
 */
export class RedisRelay implements Relay {
  readonly #redis: Redis;
  readonly #bus: Bus;
  readonly #ttlMs: number;
  readonly #waiters = new Waiters();
  readonly #unsubscribe: () => void;

  /** @param ttlMs how long after its last record an answer can still be read. */
  constructor(redis: Redis, bus: Bus, ttlMs: number) {
    this.#redis = redis;
    this.#bus = bus;
    this.#ttlMs = ttlMs;
    this.#unsubscribe = bus.subscribe(WAKE, (key) => typeof key === "string" && this.#waiters.wake(key));
  }

  async append(key: string, record: RelayRecord): Promise<void> {
    const name = streamName(key);
    const data = Buffer.from(encodeRelayRecord(record));
    // Not a pipeline: ioredis copies its every command onto a new one, which takes longer than to send both.
    const id = `${rankOf(record)}-0`;
    const adding =
      record.type === "frame"
        ? this.#redis.xadd(name, "NOMKSTREAM", id, "r", data)
        : this.#redis.xadd(name, id, "r", data);
    const [added] = await Promise.all([
      adding.catch(unlessStoredAlready),
      this.#redis.pexpire(name, this.#ttlMs),
    ]);
    if (added === null) throw new RelayLostError("a frame of an answer whose beginning is not stored");
    this.#bus.publish(WAKE, key);
  }

  async *read(key: string, { from, idleMs, signal }: ReadOptions): AsyncGenerator<RelayRecord | null> {
    let after = 0;
    let idleSinceMs = Date.now();
    while (!signal.aborted) {
      const wait = this.#waiters.wait(key, Math.min(idleMs, LOOK_AGAIN_MS), signal);
      const records = await this.#after(key, after, after === 0 ? 1 : BATCH);
      if (records.length > 0) {
        wait.giveUp();
        for (const record of records) {
          yield record;
          if (record.type === "end") return;
          after = Math.max(rankOf(record), rankOfFrame(from) - 1);
        }
        idleSinceMs = Date.now();
      } else {
        await wait.woken;
        if (signal.aborted || Date.now() - idleSinceMs < idleMs) continue;
        idleSinceMs = Date.now();
        yield null;
      }
    }
  }

  async close(): Promise<void> {
    this.#unsubscribe();
  }

  async #after(key: string, rank: number, count: number): Promise<RelayRecord[]> {
    const entries = await this.#redis.xrangeBuffer(streamName(key), `(${rank}-0`, "+", "COUNT", count);
    return entries.map(([, fields]) => decodeRelayRecord(fields[1] as Buffer));
  }
}

const streamName = (key: string): string => `cocoon:relay:${key}`;

function unlessStoredAlready(error: Error): undefined {
  if (!error.message.includes("equal or smaller than the target stream")) throw error;
  return undefined;
}
