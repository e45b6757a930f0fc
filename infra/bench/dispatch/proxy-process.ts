import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { generateEd25519, toHex } from "@cocoon/protocol/bytes";
import { buildPrograms } from "../../stack/network/build.ts";
import { nodeArguments, originOf } from "../../stack/network/programs.ts";
import { freePort } from "../../stack/ports.ts";
import { startChild } from "../../stack/processes/child.ts";
import { waitReady } from "../../stack/processes/ready.ts";
import type { Servers } from "./servers.ts";

const READY_MS = 30_000;

/** The platform's part, the same in the baseline's settlements. */
export const COMMISSION_PPM = 50_000;
/** Connections to Postgres, the same in the baseline. */
export const DATABASE_CONNECTIONS = 8;

export interface ProxyProcess {
  readonly origin: string;
  stop(): Promise<void>;
}

export interface ProxyProcessOptions {
  readonly servers: Servers;
  readonly folder: string;
  /** The file's text that names the simulated roots. */
  readonly simulatedRoots: string;
  readonly profileFolder: string | null;
}

/** The proxy as the local network runs it: a process of its own, of the same program. */
export async function startProxyProcess(options: ProxyProcessOptions): Promise<ProxyProcess> {
  const { servers, folder, profileFolder } = options;
  const roots = join(folder, "simulated-roots.json");
  writeFileSync(roots, options.simulatedRoots);
  const { proxy: program } = await buildPrograms();
  const port = await freePort();
  const origin = originOf(port);
  const profile = profileFolder ? ["--cpu-prof", `--cpu-prof-dir=${profileFolder}`] : [];
  const child = await startChild({
    name: "proxy",
    command: process.execPath,
    args: [...profile, ...nodeArguments(program)],
    env: {
      PATH: process.env["PATH"],
      DATABASE_URL: servers.databaseUrl.reveal(),
      REDIS_URL: servers.redisUrl.reveal(),
      COCOON_PORT: String(port),
      COCOON_PUBLIC_ORIGIN: origin,
      COCOON_COMMISSION_PPM: String(COMMISSION_PPM),
      COCOON_DATABASE_CONNECTIONS: String(DATABASE_CONNECTIONS),
      COCOON_ROSTER_KEY: toHex(generateEd25519().secretKey),
      COCOON_SIMULATED_ROOTS: roots,
    },
    logFile: join(folder, "proxy.log"),
    recordFile: join(folder, "proxy.process.json"),
  });
  await waitReady(child, () => answers(origin), READY_MS);
  return { origin, stop: () => child.stop() };
}

const answers = (origin: string): Promise<boolean> =>
  fetch(`${origin}/healthz`).then(
    (response) => response.ok,
    () => false,
  );
