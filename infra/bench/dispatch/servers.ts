import { join } from "node:path";
import type { Secret } from "@cocoon/protocol/bytes";
import { CACHE } from "../../stack/network/layout.ts";
import { startPostgres } from "../../stack/postgres.ts";
import { startRedis } from "../../stack/redis.ts";

export interface Servers {
  readonly databaseUrl: Secret<string>;
  readonly redisUrl: Secret<string>;
  stop(): Promise<void>;
}

/** A new Postgres and a new Redis, as durable as those that people's money lies in. */
export async function startServers(folder: string, progress: (line: string) => void): Promise<Servers> {
  const postgres = await startPostgres({
    folder: join(folder, "postgres"),
    logFile: join(folder, "postgres.log"),
  });
  try {
    const redis = await startRedis({
      folder: join(folder, "redis"),
      logFile: join(folder, "redis.log"),
      cache: CACHE,
      path: process.env["PATH"] ?? "",
      progress,
    });
    const stop = async () => void (await Promise.all([redis.stop(), postgres.stop()]));
    return { databaseUrl: postgres.url, redisUrl: redis.url, stop };
  } catch (error) {
    await postgres.stop();
    throw error;
  }
}
