import { availableParallelism } from "node:os";
import type { LocalSettingsFile } from "@cocoon/client/settings";
import { writeLocalSettings } from "@cocoon/client/settings";
import type { Secret } from "@cocoon/protocol/bytes";
import type { SimulatedRoots } from "@cocoon/protocol/testing";
import { ensureAccount } from "./network/account.ts";
import { writePriceList } from "./network/price-list.ts";
import { ensureBotTokenHash } from "./network/bot-token.ts";
import { buildPrograms } from "./network/build.ts";
import { ensureChainKeys } from "./network/chain-keys.ts";
import { type LocalContracts, ensureContracts } from "./network/contracts.ts";
import { type Backing, type BackingOptions, postgresService, redisService } from "./network/databases.ts";
import { type Layout, layoutOf } from "./network/layout.ts";
import { buildMiniapp } from "./network/miniapp.ts";
import { startNetworkWallet } from "./network/wallet-app.ts";
import type { WalletApp } from "../wallet/app/server.ts";
import type { ServedModel } from "./network/models.ts";
import { ensureSimulatedPki, writeSimulatedRoots } from "./network/pki.ts";
import {
  chainApiOf,
  originOf,
  type ProgramBase,
  startChain,
  proxyChainEnv,
  startProxy,
  startWorker,
} from "./network/programs.ts";
import { publishReferenceValues } from "./network/reference-values.ts";
import { ensureRosterKey } from "./network/roster-key.ts";
import { freePort, portIsFree } from "./ports.ts";
import { Service } from "./processes/service.ts";

type Env = Readonly<Record<string, string | undefined>>;

export interface NetworkOptions {
  /** Holds all of its state; one network at a time. */
  readonly folder: string;
  /** Where the proxy listens, on the loopback address. */
  readonly proxyPort: number;
  readonly models: readonly ServedModel[];
  /** Files of the mini-app to serve instead of its development build. */
  readonly appFolder?: string;
  /** One worker for each, of an operator of its own. */
  readonly workerNames?: readonly string[];
  /** Jobs that each worker runs at once. */
  readonly workerSlots?: number;
  /** Services of the person's own instead of ours. */
  readonly databaseUrl?: Secret<string>;
  readonly redisUrl?: Secret<string>;
  /** PATH, HOME and the like for every child. */
  readonly system: Env;
  /** Further settings of the proxy and the workers. */
  readonly proxyEnv?: Env;
  readonly workerEnv?: Env;
  readonly progress: (line: string) => void;
  /** Called when a child ends by itself. */
  readonly died: (service: Service) => void;
}

/** The whole network as real processes. */
export interface Network {
  readonly proxyUrl: string;
  /** The mini-app's page. */
  readonly appUrl: string;
  /** What signs for SIMULATED Telegram people, 32 bytes in hex. */
  readonly botTokenHash: Secret<string>;
  /** The SIMULATED TON chain's API, of the toncenter v2 form. */
  readonly chainApi: string;
  /** Treasury and registry on it. */
  readonly contracts: LocalContracts;
  /** The SIMULATED wallet that the mini-app offers, and its HTTP bridge. */
  readonly walletApp: WalletApp;
  /** What `client.json` in the folder holds. */
  readonly settings: LocalSettingsFile;
  readonly databaseUrl: Secret<string>;
  readonly redisUrl: Secret<string>;
  /** In the order they were started: the chain, postgres and redis unless the person's own, proxy, the workers. */
  readonly services: readonly Service[];
  /** @throws RangeError for a name that it does not have */
  service(name: string): Service;
  /** Stops every child, those that depend on others first. */
  stop(): Promise<void>;
}

export const WORKER_NAMES = ["worker-1", "worker-2", "worker-3"] as const;

/** Stops what is no process. */
type Ending = () => void | Promise<void>;

/**
 * Starts Postgres, Redis, the TON chain, the proxy and the workers, opens an account with money on it and writes `client.json` for it.
 * When a part can't be started those before it are stopped again.
 * @throws StackError naming the part and its log
 */
export async function startNetwork(options: NetworkOptions): Promise<Network> {
  const services: Service[] = [];
  const endings: Ending[] = [];
  const stop = async () => {
    await Promise.all(endings.map(async (end) => end()));
    await stopAll(services);
  };
  try {
    return await startParts(options, services, endings, stop);
  } catch (error) {
    await stop();
    throw error;
  }
}

async function startParts(
  options: NetworkOptions,
  services: Service[],
  endings: Ending[],
  stop: () => Promise<void>,
): Promise<Network> {
  const { folder, proxyPort, system, died, progress } = options;
  const layout = layoutOf(folder);
  const proxyUrl = originOf(proxyPort);
  const publishing = publish(options, layout, endings);
  const building = buildPrograms().then((programs): ProgramBase => ({ layout, system, programs }));
  const [base, { roots }, appFolder, { chainApi, contracts, chainEnv }, { databaseUrl, redisUrl }] =
    await settledAll([
      building,
      publishing,
      options.appFolder ?? buildMiniapp(),
      startChainWithContracts(options, { building, publishing }, services),
      startBackings(options, { layout, path: system["PATH"] ?? "", progress, died }, services),
    ]);
  progress("Starting the proxy ...");
  const walletApp = await startNetworkWallet(layout, { proxyPort, chainApi });
  endings.push(() => walletApp.close());
  const botTokenHash = ensureBotTokenHash(layout);
  const app = appEnv({ folder: appFolder, botTokenHash, walletApp }, contracts);
  const prices = { COCOON_PRICES_FILE: writePriceList(layout, options.models) };
  const env = { ...chainEnv, ...app, ...prices, ...options.proxyEnv };
  const start = () => startProxy(base, { databaseUrl, redisUrl, port: proxyPort, env });
  services.push(await Service.start({ name: "proxy", start, died }));
  progress("Starting the workers ...");
  const [account] = await settledAll([
    ensureAccount(layout, { proxyUrl, chainApi }),
    startWorkers(options, base, { proxyUrl, chainApi, owners: contracts.owners }, services),
  ]);
  const settings = { ...localSettings(proxyUrl, account, roots), ton: tonSettings(chainApi, contracts) };
  await writeLocalSettings(folder, settings);
  const service = (name: string): Service => {
    const found = services.find((one) => one.name === name);
    if (!found) throw new RangeError(`the network has no ${name}`);
    return found;
  };
  const urls = { proxyUrl, appUrl: `${proxyUrl}/app/`, chainApi, databaseUrl, redisUrl };
  return { ...urls, botTokenHash, walletApp, contracts, settings, services, service, stop };
}

interface AppParts {
  readonly folder: string;
  readonly botTokenHash: Secret<string>;
  readonly walletApp: WalletApp;
}

/** The mini-app, its wallet, and a trial for each SIMULATED person that comes in by it. */
const appEnv = ({ folder, botTokenHash, walletApp }: AppParts, { sponsor }: LocalContracts): Env => ({
  COCOON_APP_FOLDER: folder,
  COCOON_BRIDGES: `simulated=${walletApp.bridgeUrl}`,
  COCOON_TELEGRAM_TOKEN_HASH: botTokenHash.reveal(),
  COCOON_TRIAL_SPONSOR: sponsor,
});

async function startBackings(options: NetworkOptions, backing: BackingOptions, services: Service[]) {
  const kept = async (start: (options: BackingOptions) => Promise<Backing>) => {
    const { url, service } = await start(backing);
    if (service) services.push(service);
    return url;
  };
  options.progress("Starting Postgres, Redis and a SIMULATED TON chain ...");
  const [databaseUrl, redisUrl] = await settledAll([
    options.databaseUrl ?? kept(postgresService),
    options.redisUrl ?? kept(redisService),
  ]);
  return { databaseUrl, redisUrl };
}

type Published = Awaited<ReturnType<typeof publish>>;

/** The network's SIMULATED roots and what its reference values approve. */
async function publish(options: NetworkOptions, layout: Layout, endings: Ending[]) {
  const pki = await ensureSimulatedPki(layout);
  const approved = { measurements: pki.measurements, models: options.models };
  const published = publishReferenceValues(layout, approved, options.progress);
  endings.push(published.stop);
  return { approved, referenceKeys: published.keys, roots: writeSimulatedRoots(layout, pki, published.keys) };
}

async function startChainWithContracts(
  options: NetworkOptions,
  begun: { readonly building: Promise<ProgramBase>; readonly publishing: Promise<Published> },
  services: Service[],
) {
  const base = await begun.building;
  const chainApi = await startChainService(options, base, services);
  const { approved, referenceKeys } = await begun.publishing;
  const keys = ensureChainKeys(base.layout);
  const listed = {
    proxyOrigin: originOf(options.proxyPort),
    rosterKey: ensureRosterKey(base.layout),
    referenceKeys,
    ...approved,
  };
  const contracts = await ensureContracts(base.layout, chainApi, keys, listed);
  return { chainApi, contracts, chainEnv: proxyChainEnv(chainApi, contracts, keys) };
}

/** Beside the proxy's port where that is free, so that a wallet or an explorer can be pointed to it for good. */
async function startChainService(
  { proxyPort, died }: NetworkOptions,
  base: ProgramBase,
  services: Service[],
): Promise<string> {
  const beside = proxyPort + 1;
  const port = (await portIsFree(beside)) ? beside : await freePort();
  services.push(await Service.start({ name: "chain", start: () => startChain(base, port), died }));
  return chainApiOf(port);
}

interface WorkerPlace {
  readonly proxyUrl: string;
  readonly chainApi: string;
  /** Addresses of who is paid. */
  readonly owners: readonly string[];
}

async function startWorkers(
  options: NetworkOptions,
  base: ProgramBase,
  { owners, ...addresses }: WorkerPlace,
  services: Service[],
): Promise<void> {
  const { models, workerNames = WORKER_NAMES, workerSlots: slots = 2, workerEnv: env = {}, died } = options;
  // More threads than cores make llama.cpp hundreds of times slower, and the workers share this machine.
  const threads = Math.max(1, Math.floor((availableParallelism() - 1) / workerNames.length));
  const starting = workerNames.map(async (name, index) => {
    const operator = owners[index % owners.length] as string;
    const start = () => startWorker(base, { name, operator, ...addresses, models, slots, threads, env });
    services.push(await Service.start({ name, start, died }));
  });
  await settledAll(starting);
}

/** All of them, or the first failure, but only once none is under way any more: what has started can then be stopped. */
async function settledAll<T extends readonly unknown[]>(
  parts: readonly [...T],
): Promise<{ -readonly [K in keyof T]: Awaited<T[K]> }> {
  await Promise.allSettled(parts);
  return Promise.all(parts);
}

const tonSettings = (api: string, { globalId, registry, treasury }: LocalContracts) => ({
  api,
  globalId,
  registry,
  treasury,
});

function localSettings(
  proxyUrl: string,
  { accountId, apiKey }: Awaited<ReturnType<typeof ensureAccount>>,
  { simulatedRoots, measurements, referenceKeys, simulatedGpuRoot }: SimulatedRoots,
): LocalSettingsFile {
  const policy = {
    kind: "development" as const,
    simulatedRoots: { ...simulatedRoots },
    measurements: [...measurements],
    ...(referenceKeys && { referenceKeys: { ...referenceKeys } }),
    ...(simulatedGpuRoot !== undefined && { simulatedGpuRoot }),
  };
  return { proxyUrl, apiKey: apiKey.reveal(), accountId, policy };
}

/** Workers say goodbye to the proxy, the proxy settles on the databases, and these go last. */
async function stopAll(services: readonly Service[]): Promise<void> {
  const backing = new Set(["postgres", "redis", "chain"]);
  const named = (test: (name: string) => boolean) => services.filter(({ name }) => test(name));
  await Promise.all(named((name) => name !== "proxy" && !backing.has(name)).map((one) => one.stop()));
  await Promise.all(named((name) => name === "proxy").map((one) => one.stop()));
  await Promise.all(named((name) => backing.has(name)).map((one) => one.stop()));
}
