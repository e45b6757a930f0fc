import { connect, type Database, migrate } from "@cocoon/db/connection";
import { RedisBus } from "./bus/redis.ts";
import type { Config } from "./config.ts";
import type { Log } from "./log.ts";
import { BullMqQueue } from "./queue/bullmq.ts";
import { connectRedis } from "./redis/connect.ts";
import { RedisDirectory } from "./registry/redis.ts";
import { RedisRelay } from "./relay/redis.ts";
import { newHolderName, type ProxyOptions } from "./server.ts";

/** An answer can be read this long after its last frame, and a job's ciphertext lies in Redis no longer. */
const KEEP_MS = 15 * 60_000;
/** A worker whose link broke dials again well within it. */
const STRANDED_AFTER_MS = 5_000;

export type DurableParts = Pick<
  ProxyOptions,
  "database" | "queue" | "relay" | "bus" | "directory" | "holder"
> & {
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
  // The text of a Redis error can hold a command's arguments; its name says enough.
  const onError = (error: Error) => log("warn", "queue_error", { reason: error.name });
  const redis = await connectRedis(config.REDIS_URL, onError);
  const bus = await RedisBus.connect(redis, onError);
  const queue = new BullMqQueue({
    redis,
    bus,
    leaseTtlMs: config.COCOON_LEASE_TTL_MS,
    strandedAfterMs: STRANDED_AFTER_MS,
    keepMs: KEEP_MS,
    takeOverMs: config.COCOON_TAKE_OVER_MS,
    onError,
  });
  return {
    database,
    queue,
    bus,
    directory: await RedisDirectory.open(redis, bus, onError),
    relay: new RedisRelay(redis, bus, KEEP_MS),
    holder: newHolderName(),
    close: async () => {
      await bus.close();
      redis.disconnect();
      await database.close();
    },
  };
}
