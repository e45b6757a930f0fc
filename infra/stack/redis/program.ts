import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { StackError } from "../errors.ts";
import { downloadedRedis } from "./download.ts";

/** A Redis server program and the environment it needs. */
export interface RedisProgram {
  readonly command: string;
  readonly env: Readonly<Record<string, string>>;
}

const NAMES = ["redis-server", "valkey-server"];

/** Debian puts servers where an ordinary user's PATH may not look. */
const MORE_FOLDERS = ["/usr/bin", "/usr/sbin", "/usr/local/bin", "/opt/homebrew/bin"];

export interface RedisSource {
  /** PATH of the environment. */
  readonly path: string;
  /** Where downloads are kept. */
  readonly cache: string;
  readonly progress: (line: string) => void;
}

/** The server on PATH, else one downloaded on Debian and Ubuntu. @throws StackError saying how to get one elsewhere */
export async function findRedis({ path, cache, progress }: RedisSource): Promise<RedisProgram> {
  const command = onPath(NAMES, path);
  if (command) return { command, env: {} };
  if (onPath(["apt-get"], path) && onPath(["dpkg-deb"], path)) return downloadedRedis(cache, progress);
  throw new StackError(adviceFor(process.platform));
}

/** The first of the programs that a folder of PATH holds. */
export function onPath(names: readonly string[], path: string): string | null {
  const folders = [...path.split(delimiter).filter(Boolean), ...MORE_FOLDERS];
  const places = names.flatMap((name) => folders.map((folder) => join(folder, name)));
  return places.find((place) => existsSync(place)) ?? null;
}

export function adviceFor(platform: NodeJS.Platform): string {
  const otherwise = "or run docker run -p 6379:6379 redis:7 and set REDIS_URL=redis://127.0.0.1:6379";
  if (platform === "darwin") return `Redis is missing; run brew install redis, ${otherwise}.`;
  if (platform === "win32") return `Redis has no server for Windows; start this in WSL, ${otherwise}.`;
  return `Redis is missing; install the package redis or valkey of your system, ${otherwise}.`;
}
