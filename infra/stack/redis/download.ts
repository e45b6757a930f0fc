import { execFile } from "node:child_process";
import { symlinkSync } from "node:fs";
import { delimiter, join } from "node:path";
import { promisify } from "node:util";
import { libraryFolders, unpackedPackages } from "../debian.ts";
import { StackError } from "../errors.ts";
import type { RedisProgram } from "./program.ts";

/** Together they hold all that a Redis server needs; the server itself is the same program as redis-check-rdb. */
const PACKAGES = ["redis-tools", "libjemalloc2", "liblzf1"];

/**
 * Redis from the Debian or Ubuntu archive, in `cache`/redis/root. Downloads once.
 * @throws StackError
 */
export async function downloadedRedis(
  cache: string,
  progress: (line: string) => void,
): Promise<RedisProgram> {
  const folder = join(cache, "redis/root");
  await unpackedPackages({
    name: "Redis",
    folder,
    packages: PACKAGES,
    withDependencies: false,
    starting: () => progress("Downloading Redis (1.3 MB) ..."),
    otherwise: "install redis-server, or set REDIS_URL",
    check: async (root) => {
      symlinkSync("redis-check-rdb", join(root, "usr/bin/redis-server"));
      await check(unpacked(root));
    },
  });
  return unpacked(folder);
}

const unpacked = (root: string): RedisProgram => ({
  command: join(root, "usr/bin/redis-server"),
  env: { LD_LIBRARY_PATH: libraryFolders(root).join(delimiter) },
});

async function check({ command, env }: RedisProgram): Promise<void> {
  try {
    await promisify(execFile)(command, ["--version"], { env: { ...env } });
  } catch {
    throw new StackError(
      "The Redis of your system's package archive does not start by itself; install redis-server.",
    );
  }
}
