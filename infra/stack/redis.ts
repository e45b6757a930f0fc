import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Secret } from "@cocoon/protocol/bytes";
import { Redis } from "ioredis";
import { freePort } from "./ports.ts";
import { type Child, startChild } from "./processes/child.ts";
import { waitReady } from "./processes/ready.ts";
import { findRedis, type RedisSource } from "./redis/program.ts";

export interface RedisOptions extends RedisSource {
  /** For the data; made when missing. Only one Redis may use it at a time. */
  readonly folder: string;
  readonly logFile: string;
  /** A free one by default. */
  readonly port?: number;
}

export interface RedisServer {
  readonly url: Secret<string>;
  readonly port: number;
  readonly process: Child;
  stop(): Promise<void>;
}

const READY_MS = 30_000;

/** Starts a Redis of our own on the loopback address. Its password is random and stays with the folder. @throws StackError */
export async function startRedis(options: RedisOptions): Promise<RedisServer> {
  const { folder, logFile } = options;
  const { command, env } = await findRedis(options);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const password = keptPassword(join(folder, "password"));
  const port = options.port ?? (await freePort());
  // A file and not arguments: those are shown to every user of the machine.
  const config = join(folder, "redis.conf");
  writeFileSync(config, configText(port, password), { mode: 0o600 });
  const child = await startChild({
    name: "Redis",
    command,
    args: ["redis.conf"],
    cwd: folder,
    env: { PATH: options.path, ...env },
    logFile,
    recordFile: join(folder, "redis.process.json"),
  });
  const url = `redis://:${password}@127.0.0.1:${port}`;
  await waitReady(child, () => answers(url), READY_MS);
  return { url: new Secret(url), port, process: child, stop: () => child.stop() };
}

function keptPassword(file: string): string {
  if (!existsSync(file)) writeFileSync(file, randomBytes(24).toString("base64url"), { mode: 0o600 });
  return readFileSync(file, "utf8");
}

/**
 * The append-only file keeps acknowledged jobs over kill -9 where snapshots lose them all, and a full memory must refuse
 * jobs instead of forgetting some. No UNIX socket: its path may have 107 bytes only.
 */
const configText = (port: number, password: string): string =>
  [
    "bind 127.0.0.1",
    `port ${port}`,
    `requirepass ${password}`,
    "dir ./",
    "appendonly yes",
    "appendfsync everysec",
    'save ""',
    "maxmemory-policy noeviction",
    "daemonize no",
    "",
  ].join("\n");

/** Whether it takes the password and has its data in memory. */
async function answers(url: string): Promise<boolean> {
  const redis = new Redis(url, { lazyConnect: true, retryStrategy: () => null, maxRetriesPerRequest: 0 });
  redis.on("error", () => undefined);
  try {
    await redis.connect();
    return (await redis.ping()) === "PONG";
  } catch {
    return false;
  } finally {
    redis.disconnect();
  }
}
