import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { startPostgres } from "../postgres.ts";
import { startRedis } from "../redis.ts";

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
  const entry = shared.get(variable) ?? { users: 0, started: startIn(variable, start) };
  shared.set(variable, entry);
  entry.users++;
  const { url, stop } = await entry.started;
  process.env[variable] = url;
  return async () => {
    if (--entry.users === 0) await stop();
  };
}

async function startIn(variable: string, start: (folder: string) => Promise<Started>): Promise<Started> {
  const folder = join(cache, "testing", `${variable.toLowerCase()}-${process.pid}`);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const server = await start(folder);
  const stop = async () => {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  };
  return { url: server.url, stop };
}

export async function throwawayPostgres(folder: string): Promise<Started> {
  const server = await startPostgres({ folder, logFile: join(folder, "postgres.log"), durable: false });
  return { url: server.url.reveal(), stop: server.stop };
}

export async function throwawayRedis(folder: string): Promise<Started> {
  const progress = (line: string) => void process.stderr.write(`${line}\n`);
  const logFile = join(folder, "redis.log");
  const server = await startRedis({ folder, logFile, cache, path: process.env["PATH"] ?? "", progress });
  return { url: server.url.reveal(), stop: server.stop };
}
