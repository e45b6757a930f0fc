import { rmSync } from "node:fs";
import { Secret } from "@cocoon/protocol/bytes";
import { freePort } from "./ports.ts";
import { ensureCluster, isReady, OWNER, startServer } from "./postgres/cluster.ts";
import { copiedHome, footingFor } from "./postgres/footing.ts";
import { nativePostgres } from "./postgres/native.ts";
import type { Child } from "./processes/child.ts";
import { waitReady } from "./processes/ready.ts";

export interface PostgresOptions {
  /** For the data and its password; made when missing. Only one Postgres may use it at a time. */
  readonly folder: string;
  readonly logFile: string;
  /** False for data that nobody needs after a crash of the machine: faster. A killed process loses nothing either way. */
  readonly durable?: boolean;
  /** A free one by default. */
  readonly port?: number;
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
export async function startPostgres(options: PostgresOptions): Promise<Postgres> {
  const { folder, logFile, durable = true } = options;
  const footing = footingFor(await nativePostgres(), folder);
  const password = await ensureCluster(footing, logFile, durable);
  const port = options.port ?? (await freePort());
  const settings = {
    listen_addresses: "127.0.0.1",
    port: String(port),
    // A socket's path may have 107 bytes only, which a deep folder exceeds.
    unix_socket_directories: "",
    ...(durable ? {} : { fsync: "off", full_page_writes: "off" }),
  };
  const flags = Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
  const child = await startServer(footing, flags, logFile);
  await waitReady(child, async () => isReady(footing, child.pid), READY_MS);
  return {
    url: new Secret(`postgres://${OWNER}:${password.reveal()}@127.0.0.1:${port}/postgres`),
    port,
    process: child,
    // SIGINT is Postgres' fast shutdown: it ends the sessions instead of waiting for them.
    stop: () => child.stop({ signal: "SIGINT" }),
  };
}

/** Deletes the data of a Postgres that does not run, wherever {@link startPostgres} put it. */
export async function removePostgres(folder: string): Promise<void> {
  rmSync(folder, { recursive: true, force: true });
  rmSync(copiedHome(await nativePostgres(), folder), { recursive: true, force: true });
}
