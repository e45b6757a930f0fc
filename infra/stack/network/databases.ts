import type { Secret } from "@cocoon/protocol/bytes";
import { freePort } from "../ports.ts";
import { startPostgres } from "../postgres.ts";
import { Service, type ServiceOptions } from "../processes/service.ts";
import { startRedis } from "../redis.ts";
import { CACHE, type Layout } from "./layout.ts";

/** A database of the network: one of ours, or one that the environment names, which has no service. */
export interface Backing {
  readonly url: Secret<string>;
  readonly service: Service | null;
}

type Died = ServiceOptions["died"];

export interface BackingOptions {
  readonly layout: Layout;
  readonly path: string;
  readonly progress: (line: string) => void;
  readonly died: Died;
}

/** A restart keeps port and password, for those that are connected come back to the same address. */
export async function postgresService({ layout, died }: BackingOptions): Promise<Backing> {
  const port = await freePort();
  const options = { folder: layout.postgres, logFile: layout.logFile("postgres"), port };
  const first = await startPostgres(options);
  const service = Service.adopt(first.process, {
    name: "postgres",
    start: async () => (await startPostgres(options)).process,
    died,
    stopSignal: "SIGINT",
  });
  return { url: first.url, service };
}

export async function redisService({ layout, path, progress, died }: BackingOptions): Promise<Backing> {
  const port = await freePort();
  const options = {
    folder: layout.redis,
    logFile: layout.logFile("redis"),
    port,
    path,
    progress,
    cache: CACHE,
  };
  const first = await startRedis(options);
  const service = Service.adopt(first.process, {
    name: "redis",
    start: async () => (await startRedis(options)).process,
    died,
  });
  return { url: first.url, service };
}
