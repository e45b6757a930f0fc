import { execFile } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { StackError } from "../errors.ts";
import type { RedisProgram } from "./program.ts";

const run = promisify(execFile);

/** Together they hold all that a Redis server needs; the server itself is the same program as redis-check-rdb. */
const PACKAGES = ["redis-tools", "libjemalloc2", "liblzf1"];

/**
 * Redis from the Debian or Ubuntu archive, unpacked into `cache`/redis without installing anything: needs no root.
 * Downloads once; what is complete is used again.
 * @throws StackError
 */
export async function downloadedRedis(
  cache: string,
  progress: (line: string) => void,
): Promise<RedisProgram> {
  const folder = join(cache, "redis");
  if (!existsSync(folder)) {
    progress("Downloading Redis (1.3 MB) ...");
    const partial = join(cache, `redis.${process.pid}`);
    try {
      await fetchInto(partial);
      await unpack(partial);
      await check(unpacked(partial));
      if (!existsSync(folder)) renameSync(partial, folder);
    } finally {
      rmSync(partial, { recursive: true, force: true });
    }
  }
  return unpacked(folder);
}

function unpacked(folder: string): RedisProgram {
  const libraries = join(folder, "root/usr/lib");
  const triplet = existsSync(libraries)
    ? readdirSync(libraries).find((name) => name.includes("-linux-"))
    : "";
  return {
    command: join(folder, "root/usr/bin/redis-server"),
    env: { LD_LIBRARY_PATH: join(libraries, triplet ?? "") },
  };
}

async function fetchInto(partial: string): Promise<void> {
  mkdirSync(partial, { recursive: true });
  try {
    await run("apt-get", ["download", ...PACKAGES], { cwd: partial });
  } catch {
    // No package lists yet, or lists that name versions long gone: lists of our own, which an ordinary user may make.
    await withOwnLists(partial);
  }
}

async function withOwnLists(partial: string): Promise<void> {
  const lists = join(partial, "lists");
  const archives = join(partial, "cache");
  for (const folder of [lists, archives]) mkdirSync(join(folder, "partial"), { recursive: true });
  const own = ["-o", `Dir::State::lists=${lists}`, "-o", `Dir::Cache=${archives}`];
  try {
    await run("apt-get", [...own, "update"], { cwd: partial });
    await run("apt-get", [...own, "download", ...PACKAGES], { cwd: partial });
  } catch {
    throw new StackError(
      "Redis could not be downloaded from your system's package archive; check the network, install redis-server, or set REDIS_URL.",
    );
  }
}

async function unpack(partial: string): Promise<void> {
  const root = join(partial, "root");
  for (const name of readdirSync(partial).filter((file) => file.endsWith(".deb"))) {
    await run("dpkg-deb", ["-x", join(partial, name), root]);
    rmSync(join(partial, name));
  }
  for (const folder of ["lists", "cache"]) rmSync(join(partial, folder), { recursive: true, force: true });
  symlinkSync("redis-check-rdb", join(root, "usr/bin/redis-server"));
}

async function check({ command, env }: RedisProgram): Promise<void> {
  try {
    await run(command, ["--version"], { env: { ...env } });
  } catch {
    throw new StackError(
      "The Redis of your system's package archive does not start by itself; install redis-server.",
    );
  }
}
