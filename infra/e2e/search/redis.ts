import { Redis } from "ioredis";
import { Needles } from "./spellings.ts";

/** Which of `texts` any key or value of Redis holds now, entries of streams among them, in any spelling. */
export async function searchRedis(url: string, texts: readonly string[]): Promise<Set<string>> {
  const needles = new Needles(texts);
  const found = new Set<string>();
  const redis = new Redis(url, { lazyConnect: true });
  await redis.connect();
  try {
    for await (const keys of redis.scanBufferStream({ count: 500 }))
      for (const key of keys as Buffer[]) {
        needles.collect(key, found);
        for (const value of await valuesOf(redis, key)) needles.collect(value, found);
      }
  } finally {
    redis.disconnect();
  }
  return found;
}

async function valuesOf(redis: Redis, key: Buffer): Promise<Buffer[]> {
  const type = await redis.type(key);
  switch (type) {
    case "none": // expired meanwhile
      return [];
    case "string":
      return leaves(await redis.getBuffer(key));
    case "hash":
      return Object.entries(await redis.hgetallBuffer(key)).flatMap(([field, value]) => [
        Buffer.from(field),
        value,
      ]);
    case "list":
      return redis.lrangeBuffer(key, 0, -1);
    case "set":
      return redis.smembersBuffer(key);
    case "zset":
      return redis.zrangeBuffer(key, "0", "-1");
    case "stream":
      return leaves(await redis.xrangeBuffer(key, "-", "+"));
    default:
      throw new Error(`Redis holds a value of type ${type}, which the search can't read`);
  }
}

/** Every buffer in a reply, however deep. */
function leaves(reply: unknown): Buffer[] {
  if (Buffer.isBuffer(reply)) return [reply];
  return Array.isArray(reply) ? reply.flatMap(leaves) : [];
}
