import { randomUUID } from "node:crypto";
import type { Redis } from "ioredis";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { MemoryBus } from "../bus/memory.ts";
import { RedisBus } from "../bus/redis.ts";
import { connectRedis } from "../redis/connect.ts";
import { type OwnRedis, ownRedis } from "../testing/own-redis.ts";
import { RedisRelay } from "./redis.ts";
import { end, frame, header, readAll, relaySuite, TTL_MS } from "./relay.suite.ts";

describe("the relay on Redis", () => {
  let server: OwnRedis;
  /** Those of two proxies. */
  let connections: { redis: Redis; bus: RedisBus }[];
  const relays: RedisRelay[] = [];
  const connect = async () => {
    const redis = await connectRedis(server.url, () => undefined);
    return { redis, bus: await RedisBus.connect(redis, () => undefined) };
  };
  beforeAll(async () => {
    server = await ownRedis();
    connections = [await connect(), await connect()];
  });
  afterEach(async () => {
    await Promise.all(relays.splice(0).map((relay) => relay.close()));
  });
  afterAll(async () => {
    for (const { redis, bus } of connections) {
      await bus.close();
      redis.disconnect();
    }
    await server.close();
  });

  const [WRITER, READER] = [0, 1];
  const relay = (index: number): RedisRelay => {
    const { redis, bus } = connections[index] as { redis: Redis; bus: RedisBus };
    const made = new RedisRelay(redis, bus, TTL_MS);
    relays.push(made);
    return made;
  };

  relaySuite(() => [relay(WRITER), relay(READER)]);

  it("is read on although no wake comes through", async () => {
    const { redis } = connections[READER] as { redis: Redis };
    const deaf = new RedisRelay(redis, new MemoryBus(), TTL_MS);
    const key = randomUUID();
    const reading = readAll(deaf, key);
    for (const record of [header, frame(0), end]) await relay(WRITER).append(key, record);
    expect(await reading).toEqual([header, frame(0), end]);
  });

  it("survives a crash of Redis while it is read, without a gap or a double", async () => {
    const key = randomUUID();
    const { redis, bus } = connections[WRITER] as { redis: Redis; bus: RedisBus };
    const [writer, reader] = [new RedisRelay(redis, bus, 60_000), relay(READER)];
    const reading = readAll(reader, key, { idleMs: 10_000 });
    await writer.append(key, header);
    for (let seq = 0; seq < 50; seq++) await writer.append(key, frame(seq));
    const crash = server.restart();
    for (let seq = 50; seq < 100; seq++) await writer.append(key, frame(seq));
    await crash;
    await writer.append(key, end);
    expect(await reading).toEqual([header, ...Array.from({ length: 100 }, (_, seq) => frame(seq)), end]);
  });
});
