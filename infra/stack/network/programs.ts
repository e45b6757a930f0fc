import { statSync } from "node:fs";
import { join, relative } from "node:path";
import { formatQuote } from "@cocoon/protocol/money";
import type { Secret } from "@cocoon/protocol/bytes";
import { type Child, startChild } from "../processes/child.ts";
import { waitReady } from "../processes/ready.ts";
import type { ChainKeys } from "./chain-keys.ts";
import type { LocalContracts } from "./contracts.ts";
import { logHasEvent } from "./log-events.ts";
import { type Layout, ROOT } from "./layout.ts";
import { ensureRosterKey } from "./roster-key.ts";
import type { Programs } from "./build.ts";
import type { ServedModel } from "./models.ts";

const CHAIN_READY_MS = 30_000;
const PROXY_READY_MS = 60_000;
const WORKER_READY_MS = 90_000;
/** A worker that joins is to be used at once; a public network signs its node list less often. */
const MIN_EPOCH_MS = "500";

type Env = Readonly<Record<string, string | undefined>>;

/** What every program of ours is started with, besides its own settings. */
export interface ProgramBase {
  readonly layout: Layout;
  /** PATH and what else the system's own programs need. */
  readonly system: Env;
  readonly programs: Programs;
}

/** Stack traces name the sources and not the bundle. */
export const nodeArguments = (program: string): string[] => ["--enable-source-maps", program];

function startProgram(
  { layout, system }: ProgramBase,
  name: string,
  program: string,
  env: Env,
): Promise<Child> {
  return startChild({
    name,
    command: process.execPath,
    args: nodeArguments(program),
    cwd: ROOT,
    env: { ...system, ...env },
    logFile: layout.logFile(name),
    recordFile: join(layout.run, `${name}.process.json`),
  });
}

/** The SIMULATED TON chain; resolves once it serves. */
export async function startChain(base: ProgramBase, port: number): Promise<Child> {
  const child = await startProgram(base, "chain", base.programs.chain, {
    COCOON_CHAIN_PORT: String(port),
    COCOON_CHAIN_FOLDER: base.layout.chain,
  });
  await waitReady(child, () => answers(`${chainApiOf(port)}/getMasterchainInfo`), CHAIN_READY_MS);
  return child;
}

export const chainApiOf = (port: number): string => `${originOf(port)}/api/v2`;

/** A person who tries it out sees a deposit at once; a public network asks its TON server less often. */
const CHAIN_POLL_MS = "500";

/** What moves the proxy's money: its contracts, and the keys that they know. */
export const proxyChainEnv = (
  chainApi: string,
  { globalId, treasury, registry }: LocalContracts,
  keys: ChainKeys,
): Env => ({
  COCOON_TON_API: `${chainApi}/jsonRPC`,
  COCOON_TON_GLOBAL_ID: String(globalId),
  COCOON_TREASURY: treasury,
  COCOON_REGISTRY: registry,
  COCOON_CHARGE_KEY: keys.charge.reveal(),
  COCOON_PAYOUT_KEY: keys.payout.reveal(),
  COCOON_HOT_WALLET_KEY: keys.hotWallet.reveal(),
  COCOON_CHAIN_POLL_MS: CHAIN_POLL_MS,
});

export interface ProxySettings {
  readonly databaseUrl: Secret<string>;
  readonly redisUrl: Secret<string>;
  readonly port: number;
  readonly env?: Env;
}

/** The proxy with the simulated root admitted; resolves once it serves. */
export async function startProxy(base: ProgramBase, settings: ProxySettings): Promise<Child> {
  const origin = originOf(settings.port);
  const child = await startProgram(base, "proxy", base.programs.proxy, {
    DATABASE_URL: settings.databaseUrl.reveal(),
    REDIS_URL: settings.redisUrl.reveal(),
    COCOON_PORT: String(settings.port),
    COCOON_PUBLIC_ORIGIN: origin,
    COCOON_SIMULATED_ROOTS: base.layout.simulatedRoots,
    COCOON_REFERENCE_VALUES: base.layout.referenceValues,
    COCOON_ROSTER_KEY: ensureRosterKey(base.layout).reveal(),
    COCOON_MIN_EPOCH_MS: MIN_EPOCH_MS,
    ...settings.env,
  });
  await waitReady(child, () => answers(`${origin}/healthz`), PROXY_READY_MS);
  return child;
}

export const originOf = (port: number): string => `http://127.0.0.1:${port}`;

const answers = (url: string): Promise<boolean> =>
  fetch(url, { signal: AbortSignal.timeout(5_000) }).then(
    async (response) => {
      await response.arrayBuffer();
      return response.ok;
    },
    () => false,
  );

export interface WorkerSettings {
  readonly name: string;
  /** Who is paid. */
  readonly operator: string;
  readonly proxyUrl: string;
  /** The TON chain whose blocks date its evidence. */
  readonly chainApi: string;
  readonly models: readonly ServedModel[];
  /** Jobs at once. */
  readonly slots: number;
  readonly threads: number;
  readonly env?: Env;
}

/** A worker with SIMULATED evidence; resolves once the proxy has admitted it. */
export async function startWorker(base: ProgramBase, settings: WorkerSettings): Promise<Child> {
  const { name, models } = settings;
  const logFile = base.layout.logFile(name);
  const logStart = statSync(logFile, { throwIfNoEntry: false })?.size ?? 0;
  const child = await startProgram(base, name, base.programs.worker, {
    COCOON_PROXY_URL: settings.proxyUrl,
    COCOON_WORKER_NAME: name,
    COCOON_OPERATOR: settings.operator,
    // Relative, for the list is separated by commas and a folder above may have one in its name.
    COCOON_MANIFESTS: models.map(({ manifest }) => relative(ROOT, manifest)).join(","),
    COCOON_PRICES: models.map(({ id, price }) => `${id}=${formatQuote(price)}`).join(","),
    COCOON_SLOTS: String(settings.slots),
    COCOON_THREADS: String(settings.threads),
    COCOON_SIMULATED_PKI: base.layout.pki,
    COCOON_TON_API: settings.chainApi,
    ...settings.env,
  });
  await waitReady(child, async () => logHasEvent(logFile, logStart, "proxy_joined"), WORKER_READY_MS);
  return child;
}
