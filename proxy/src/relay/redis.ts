import { decodeRelayRecord, encodeRelayRecord } from "./encoding.ts";
import type { Redis } from "ioredis";
import type { Bus } from "../bus/port.ts";
import type { Relay, RelayRecord } from "./port.ts";
import { RELAY_RECORDS } from "./memory.ts";
import { Waiters } from "./waiters.ts";

const WAKE = "relay";
const BATCH = 64;
/** A wake can be lost (the bus is at most once), so a reader looks by itself this often. */
const LOOK_AGAIN_MS = 1_000;

/** A Redis stream per answer: readers resume from any place, and it outlives the proxy that wrote it. */
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
    const id = record.type === "frame" && record.seq >= RELAY_RECORDS ? null : "*";
    if (id === null) throw new Error("relay stream is full");
    const replies = await this.#redis
      .pipeline()
      .xadd(name, id, "r", Buffer.from(encodeRelayRecord(record)))
      .pexpire(name, this.#ttlMs)
      .exec();
    for (const [error] of replies ?? []) if (error) throw error;
    this.#bus.publish(WAKE, key);
  }

  async *read(key: string, idleMs: number, signal: AbortSignal): AsyncGenerator<RelayRecord | null> {
    let after = "0-0";
    let idleSinceMs = Date.now();
    while (!signal.aborted) {
      // The wait begins before the look, so that an append between the two is not missed.
      const ended = new AbortController();
      const grown = this.#waiters.wait(key, Math.min(idleMs, LOOK_AGAIN_MS), AbortSignal.any([signal, ended.signal]));
      const entries = await this.#redis.xrangeBuffer(streamName(key), `(${after}`, "+", "COUNT", BATCH);
      if (entries.length === 0) {
        await grown;
        if (signal.aborted || Date.now() - idleSinceMs < idleMs) continue;
        idleSinceMs = Date.now();
        yield null;
        continue;
      }
      ended.abort();
      for (const [id, fields] of entries) {
        const record = decodeRelayRecord(fields[1] as Buffer);
        yield record;
        if (record.type === "end") return;
        after = id.toString();
      }
      idleSinceMs = Date.now();
    }
  }

  async close(): Promise<void> {
    this.#unsubscribe();
  }
}

const streamName = (key: string): string => `cocoon:relay:${key}`;
