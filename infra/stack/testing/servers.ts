import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { startPostgres } from "../postgres.ts";
import { startRedis } from "../redis.ts";
import { scratchFolder } from "../scratch.ts";

const cache = fileURLToPath(new URL("../../../.cache/", import.meta.url));

interface Started {
  readonly url: string;
  stop(): Promise<void>;
}

/**
 * A throwaway server that all projects of one vitest run share: the first that asks starts it, the last that leaves
 * stops it. Vitest loads a set-up file once per project, so what they share hangs on the process itself.
 */
interface Shared {
  users: number;
  readonly started: Promise<Started>;
}

const REGISTRY = Symbol.for("cocoon.testServers");
const home = globalThis as { [REGISTRY]?: Map<string, Shared> };
const shared = (home[REGISTRY] ??= new Map<string, Shared>());

/** Sets `variable` to the server's URL, unless it names one already. Resolves to the function that lets go of it. */
export async function provide(
  variable: string,
  start: (folder: string) => Promise<Started>,
): Promise<() => Promise<void>> {
  if (process.env[variable] && !shared.has(variable)) return async () => undefined;
  const entry = shared.get(variable) ?? { users: 0, started: startThrowaway(start) };
  shared.set(variable, entry);
  entry.users++;
  const server = await entry.started;
  process.env[variable] = server.url;
  return async () => {
    if (--entry.users === 0) await server.stop();
  };
}

async function startThrowaway(start: (folder: string) => Promise<Started>): Promise<Started> {
  const scratch = await scratchFolder(cache, "tests");
  const server = await start(scratch.folder);
  const stop = async () => {
    await server.stop();
    await scratch.remove();
  };
  return { url: server.url, stop };
}

export async function throwawayPostgres(folder: string): Promise<Started> {
  const logFile = join(folder, "postgres.log");
  const server = await startPostgres({ folder: join(folder, "postgres"), logFile, durable: false });
  return { url: server.url.reveal(), stop: () => server.stop() };
}

export async function throwawayRedis(folder: string): Promise<Started> {
  const progress = (line: string) => void process.stderr.write(`${line}\n`);
  const logFile = join(folder, "redis.log");
  const path = process.env["PATH"] ?? "";
  const server = await startRedis({ folder: join(folder, "redis"), logFile, cache, path, progress });
  return { url: server.url.reveal(), stop: () => server.stop() };
}
