import { connect, type Database, migrate } from "@cocoon/db/connection";
import { Redis } from "ioredis";
import { RedisBus } from "./bus/redis.ts";
import type { Config } from "./config.ts";
import type { Log } from "./log.ts";
import { BullMqQueue } from "./queue/bullmq.ts";
import { RedisDirectory } from "./registry/redis.ts";
import { RedisRelay } from "./relay/redis.ts";
import { newHolderName, type ProxyOptions } from "./server.ts";

/** An answer can be read this long after its last frame. */
const RELAY_TTL_MS = 15 * 60_000;
const STRANDED_AFTER_MS = 3_000;

export type DurableParts = Pick<ProxyOptions, "database" | "queue" | "relay" | "bus" | "directory" | "holder"> & {
  close(): Promise<void>;
};

/** Opens Postgres and Redis and the parts that stand on them. @throws when either can't be reached */
export async function openDurableParts(config: Config, log: Log): Promise<DurableParts> {
  const database = connect({ url: config.DATABASE_URL, max: config.COCOON_DATABASE_CONNECTIONS });
  try {
    await migrate(database);
    return await openOnRedis(config, database, log);
  } catch (error) {
    await database.close();
    throw error;
  }
}

async function openOnRedis(config: Config, database: Database, log: Log): Promise<DurableParts> {
  const redis = new Redis(config.REDIS_URL.reveal(), { maxRetriesPerRequest: 3, lazyConnect: true });
  // The text of a Redis error can hold a command's arguments; its name says enough.
  const onError = (error: Error) => log("warn", "redis_error", { reason: error.name });
  redis.on("error", onError);
  await redis.connect();
  const bus = await RedisBus.connect(redis, onError);
  const directory = await RedisDirectory.open(redis, bus, onError);
  const queue = new BullMqQueue({
    redis,
    bus,
    leaseTtlMs: config.COCOON_LEASE_TTL_MS,
    strandedAfterMs: STRANDED_AFTER_MS,
    keepMs: RELAY_TTL_MS,
    takeOverMs: config.COCOON_TAKE_OVER_MS,
    onError,
  });
  return {
    database,
    queue,
    bus,
    directory,
    relay: new RedisRelay(redis, bus, RELAY_TTL_MS),
    holder: newHolderName(),
    close: async () => {
      await bus.close();
      redis.disconnect();
      await database.close();
    },
  };
}
