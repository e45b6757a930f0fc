import type { Redis } from "ioredis";
import type { Bus } from "../bus/port.ts";
import { type Index, type NodeDirectory, NodeTable } from "./directory.ts";
import { decodeNode, encodeNode } from "./encoding.ts";
import type { LiveNode } from "./node.ts";

const TOPIC = "nodes";
const SET = "cocoon:nodes";
const TTL_MS = 15_000;
const REFRESH_MS = 5_000;

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

  private constructor(redis: Redis, bus: Bus, onError: (error: Error) => void) {
    this.#redis = redis;
    this.#bus = bus;
    this.#onError = onError;
    this.#unsubscribe = bus.subscribe(TOPIC, () => void this.#refresh().catch(onError));
    this.#timer = setInterval(() => void this.#renewAndRefresh().catch(onError), REFRESH_MS);
    this.#timer.unref();
  }

  static async open(redis: Redis, bus: Bus, onError: (error: Error) => void): Promise<RedisDirectory> {
    const directory = new RedisDirectory(redis, bus, onError);
    await directory.#refresh();
    return directory;
  }

  async put(node: LiveNode): Promise<void> {
    this.#own.set(node.entry.keyId, node);
    this.#table.set(node);
    await this.#store(node);
    this.#bus.publish(TOPIC, node.entry.keyId);
  }

  async remove(keyId: string): Promise<void> {
    this.#own.delete(keyId);
    this.#table.delete(keyId);
    await this.#redis.pipeline().srem(SET, keyId).del(nodeKey(keyId)).exec();
    this.#bus.publish(TOPIC, keyId);
  }

  get(keyId: string): LiveNode | undefined {
    return this.#table.get(keyId);
  }

  list(): LiveNode[] {
    return this.#table.list();
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
    for (const keyId of [...this.#own.keys()]) await this.remove(keyId).catch(this.#onError);
  }

  async #store(node: LiveNode): Promise<void> {
    const { keyId } = node.entry;
    await this.#redis.pipeline().set(nodeKey(keyId), encodeNode(node), "PX", TTL_MS).sadd(SET, keyId).exec();
  }

  async #renewAndRefresh(): Promise<void> {
    for (const node of this.#own.values()) await this.#store(node);
    await this.#refresh();
  }

  /** Takes over what other proxies wrote; this process' own nodes are never taken from Redis. */
  async #refresh(): Promise<void> {
    const keyIds = await this.#redis.smembers(SET);
    const texts = keyIds.length === 0 ? [] : await this.#redis.mget(keyIds.map(nodeKey));
    const seen = new Set<string>(this.#own.keys());
    for (const [index, text] of texts.entries()) {
      const keyId = keyIds[index] as string;
      if (text === null) await this.#redis.srem(SET, keyId);
      else {
        seen.add(keyId);
        if (!this.#own.has(keyId) && !this.#table.get(keyId)) this.#table.set(decodeNode(text));
      }
    }
    for (const node of this.#table.list()) if (!seen.has(node.entry.keyId)) this.#table.delete(node.entry.keyId);
  }
}

const nodeKey = (keyId: string): string => `cocoon:node:${keyId}`;
