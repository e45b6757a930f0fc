import { rmSync } from "node:fs";
import { Secret } from "@cocoon/protocol/bytes";
import { freePort } from "./ports.ts";
import {
  clearStalePostmaster,
  dataFolder,
  ensureCluster,
  isReady,
  OWNER,
  startProgram,
} from "./postgres/cluster.ts";
import { copyFolder, footingFor } from "./postgres/footing.ts";
import { nativePostgres } from "./postgres/native.ts";
import type { Child } from "./processes/child.ts";
import { waitReady } from "./processes/ready.ts";

export interface PostgresOptions {
  /** For the data and its password; made when missing. Only one Postgres may use it at a time. */
  readonly folder: string;
  readonly logFile: string;
  /** False for data that nobody needs after a crash of the machine: faster. A killed process loses nothing either way. */
  readonly durable?: boolean;
}

export interface Postgres {
  /** With the owner's password, which may create databases. */
  readonly url: Secret<string>;
  readonly port: number;
  readonly process: Child;
  stop(): Promise<void>;
}

const READY_MS = 60_000;

/** Starts a Postgres of our own on a free port of the loopback address. @throws StackError */
export async function startPostgres({ folder, logFile, durable = true }: PostgresOptions): Promise<Postgres> {
  const footing = footingFor(await nativePostgres(), folder);
  const password = await ensureCluster(footing, logFile, durable);
  await clearStalePostmaster(footing);
  const port = await freePort();
  const settings = {
    listen_addresses: "127.0.0.1",
    port: String(port),
    // A socket's path may have 107 bytes only, which a deep folder exceeds.
    unix_socket_directories: "",
    ...(durable ? {} : { fsync: "off", full_page_writes: "off" }),
  };
  const flags = Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
  const child = await startProgram(footing, "postgres", ["-D", dataFolder(footing), ...flags], logFile);
  await waitReady(child, async () => isReady(footing, child.pid), READY_MS);
  return {
    url: new Secret(`postgres://${OWNER}:${password.reveal()}@127.0.0.1:${port}/postgres`),
    port,
    process: child,
    // SIGINT is Postgres' fast shutdown: it ends the sessions instead of waiting for them.
    stop: () => child.stop({ signal: "SIGINT" }),
  };
}

/** Deletes the data of a Postgres that does not run, and the copy made where root could not run it in place. */
export function removePostgres(folder: string): void {
  rmSync(folder, { recursive: true, force: true });
  rmSync(copyFolder(folder), { recursive: true, force: true });
}
