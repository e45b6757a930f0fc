import type { Redis } from "ioredis";
import type { Bus } from "../bus/port.ts";
import { Script } from "../redis/script.ts";
import { type NodeDirectory, NodeTable } from "./directory.ts";
import { decodeNode, encodeNode } from "./encoding.ts";
import type { Index } from "./listing.ts";
import type { LiveNode } from "./node.ts";

const TOPIC = "nodes";
/** keyId → stamp: which proxy admitted the key, when, and which offers it has. */
const STAMPS = "cocoon:nodes";
const TTL_MS = 15_000;
const REFRESH_MS = 5_000;
/** Long enough for a proxy to restart and its workers to dial again; their jobs wait so long. */
const LEAVE_MS = 10_000;

/** A link's own stamps begin alike; offers that are signed anew end otherwise, so the other proxies fetch them. */
const ownStampOf = ({ holder, admittedMs }: LiveNode): string => `${holder}.${admittedMs}.`;
const stampOf = (node: LiveNode): string => ownStampOf(node) + node.entry.offersSignature.slice(0, 16);

/** keyId, stamp, ttlMs, node */
const PUT = new Script(`
redis.call('SET', 'cocoon:node:' .. ARGV[1], ARGV[4], 'PX', ARGV[3])
redis.call('HSET', 'cocoon:nodes', ARGV[1], ARGV[2])
return 1`);

/** keyId, what the stamp begins with, ttlMs, 0 to forget it → 1 when it still does, 0 when it is gone, 2 when it is another's. */
const KEEP = new Script(`
local node, stamp = 'cocoon:node:' .. ARGV[1], redis.call('HGET', 'cocoon:nodes', ARGV[1])
if stamp and string.sub(stamp, 1, #ARGV[2]) ~= ARGV[2] then return 2 end
local ttl = tonumber(ARGV[3])
if ttl > 0 then return stamp and redis.call('PEXPIRE', node, ttl) or 0 end
redis.call('DEL', node)
redis.call('HDEL', 'cocoon:nodes', ARGV[1])
return 1`);

/** Nodes in Redis under a time to live that their holder renews, so that a dead proxy's nodes vanish by themselves. */
export class RedisDirectory implements NodeDirectory {
  readonly #redis: Redis;
  readonly #bus: Bus;
  readonly #onError: (error: Error) => void;
  readonly #table = new NodeTable();
  /** Those whose link this process holds. */
  readonly #own = new Map<string, LiveNode>();
  readonly #unsubscribe: () => void;
  readonly #timer: ReturnType<typeof setInterval>;
  #refreshing: Promise<void> | null = null;
  #refreshAgain = false;

  private constructor(redis: Redis, bus: Bus, onError: (error: Error) => void) {
    this.#redis = redis;
    this.#bus = bus;
    this.#onError = onError;
    this.#unsubscribe = bus.subscribe(TOPIC, () => this.#refreshSoon());
    this.#timer = setInterval(() => void this.#renew().then(() => this.#refreshSoon()), REFRESH_MS);
    this.#timer.unref();
  }

  static async open(redis: Redis, bus: Bus, onError: (error: Error) => void): Promise<RedisDirectory> {
    const directory = new RedisDirectory(redis, bus, onError);
    await directory.#refresh();
    return directory;
  }

  async put(node: LiveNode): Promise<void> {
    const { keyId } = node.entry;
    // A renewal that finds it lost meanwhile puts back this one, not the one before.
    if (this.#own.has(keyId)) this.#own.set(keyId, node);
    await PUT.run(this.#redis, [keyId, stampOf(node), TTL_MS, encodeNode(node)]);
    this.#own.set(keyId, node);
    this.#table.set(node);
    this.#bus.publish(TOPIC, keyId);
  }

  async remove(keyId: string): Promise<void> {
    const node = this.#own.get(keyId);
    if (!node) return;
    this.#own.delete(keyId);
    this.#table.delete(keyId);
    await KEEP.run(this.#redis, [keyId, ownStampOf(node), 0]);
    this.#bus.publish(TOPIC, keyId);
  }

  get(keyId: string): LiveNode | undefined {
    return this.#table.get(keyId);
  }

  index(): Index {
    return this.#table.index;
  }

  onIndex(listener: (index: Index) => void): () => void {
    return this.#table.onIndex(listener);
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    this.#unsubscribe();
    this.#table.close();
    await this.#refreshing;
    for (const [keyId, node] of this.#own)
      await KEEP.run(this.#redis, [keyId, ownStampOf(node), LEAVE_MS]).catch(this.#onError);
  }

  /** Redis may have lost a node of ours, or the worker dialled another proxy before its old link here broke. */
  async #renew(): Promise<void> {
    try {
      for (const [keyId, node] of [...this.#own]) {
        const kept = await KEEP.run(this.#redis, [keyId, ownStampOf(node), TTL_MS]);
        if (kept === 2) this.#own.delete(keyId);
        const own = this.#own.get(keyId);
        if (kept === 0 && own) await this.put(own);
      }
    } catch (error) {
      this.#onError(error as Error);
    }
  }

  /** One refresh at a time; what is told meanwhile is one more. */
  #refreshSoon(): void {
    this.#refreshAgain = true;
    this.#refreshing ??= this.#refreshAll().finally(() => {
      this.#refreshing = null;
    });
  }

  async #refreshAll(): Promise<void> {
    while (this.#refreshAgain) {
      this.#refreshAgain = false;
      await this.#refresh().catch(this.#onError);
    }
  }

  /** Takes over what other proxies wrote; this process' own nodes are never taken from Redis. */
  async #refresh(): Promise<void> {
    const stamps = await this.#redis.hgetall(STAMPS);
    for (const keyId of this.#table.keyIds())
      if (!(keyId in stamps) && !this.#own.has(keyId)) this.#table.delete(keyId);
    const others = Object.entries(stamps).filter(([keyId]) => !this.#own.has(keyId));
    for (const [keyId, stamp] of others) await this.#take(keyId, stamp);
  }

  async #take(keyId: string, stamp: string): Promise<void> {
    const known = this.#table.get(keyId);
    const isKnown = known !== undefined && stampOf(known) === stamp;
    const node = `cocoon:node:${keyId}`;
    const text = isKnown ? await this.#redis.exists(node) : await this.#redis.get(node);
    if (this.#own.has(keyId)) return;
    if (text) {
      if (!isKnown) this.#table.set(decodeNode(String(text)));
      return;
    }
    // Its holder died: whoever notices first sweeps up.
    await KEEP.run(this.#redis, [keyId, stamp, 0]);
    this.#table.delete(keyId);
  }
}
