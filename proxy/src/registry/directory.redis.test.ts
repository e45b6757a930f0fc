import type { Redis } from "ioredis";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { RedisBus } from "../bus/redis.ts";
import { connectRedis } from "../redis/connect.ts";
import { type OwnRedis, ownRedis } from "../testing/own-redis.ts";
import { directorySuite, newNode, soon } from "./directory.suite.ts";
import { RedisDirectory } from "./redis.ts";

const ignore = () => undefined;

describe("the directory on Redis", () => {
  let server: OwnRedis;
  let redis: Redis;
  const buses: RedisBus[] = [];
  beforeAll(async () => {
    server = await ownRedis();
    redis = await connectRedis(server.url, ignore);
  });
  beforeEach(async () => {
    await redis.flushall();
  });
  afterAll(async () => {
    await Promise.all(buses.map((bus) => bus.close()));
    redis.disconnect();
    await server.close();
  });

  const open = async (): Promise<RedisDirectory> => {
    const bus = await RedisBus.connect(redis, ignore);
    buses.push(bus);
    return RedisDirectory.open(redis, bus, ignore);
  };

  describe("of two proxies", () => directorySuite(async () => [await open(), await open()]));

  it("shows a proxy that starts what is there", async () => {
    const one = await open();
    const node = newNode();
    await one.put(node);
    const two = await open();
    expect(two.get(node.entry.keyId)).toEqual(node);
    await Promise.all([one.close(), two.close()]);
  });

  it("follows a worker that dialled another proxy before its old link broke", async () => {
    const [one, two, three] = [await open(), await open(), await open()];
    const before = newNode({ holder: "one", admittedMs: 1 });
    const { keyId } = before.entry;
    const after = { ...before, holder: "two", admittedMs: 2 };
    await one.put(before);
    await soon(() => expect(three.get(keyId)?.holder).toBe("one"));
    await two.put(after);
    await soon(() => expect(three.get(keyId)?.holder).toBe("two"));
    // The old proxy notices the broken link at last.
    await one.remove(keyId);
    await soon(() => expect(one.get(keyId)?.holder).toBe("two"));
    expect(three.get(keyId)?.holder).toBe("two");
    await Promise.all([one.close(), two.close(), three.close()]);
  });

  it("forgets the nodes of a proxy that died, by their time to live", async () => {
    const [one, two] = [await open(), await open()];
    const node = newNode();
    await one.put(node);
    await soon(() => expect(two.get(node.entry.keyId)).toBeDefined());
    const ttlMs = await redis.pttl(`cocoon:node:${node.entry.keyId}`);
    expect(ttlMs).toBeGreaterThan(0);
    await one.close();
    // What the clock does within a quarter of a minute.
    await redis.del(`cocoon:node:${node.entry.keyId}`);
    await soon(() => expect(two.get(node.entry.keyId)).toBeUndefined());
    expect(await redis.hgetall("cocoon:nodes")).toEqual({});
    await two.close();
  });

  it("lets workers of a proxy that stops dial again before it forgets them", async () => {
    const [one, two] = [await open(), await open()];
    const node = newNode();
    await one.put(node);
    await soon(() => expect(two.get(node.entry.keyId)).toBeDefined());
    await one.close();
    expect(two.get(node.entry.keyId)).toBeDefined();
    expect(await redis.pttl(`cocoon:node:${node.entry.keyId}`)).toBeGreaterThan(0);
    await two.close();
  });

  it("puts back what Redis lost", async () => {
    const one = await open();
    const node = newNode();
    await one.put(node);
    await redis.flushall();
    await soon(async () => expect(await redis.exists(`cocoon:node:${node.entry.keyId}`)).toBe(1));
    const two = await open();
    expect(two.get(node.entry.keyId)).toEqual(node);
    await Promise.all([one.close(), two.close()]);
  });
});
