import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** The repository. */
export const ROOT = fileURLToPath(new URL("../../../", import.meta.url));
/** What was downloaded or built once and serves every run. */
export const CACHE = join(ROOT, ".cache");
/** The demo model's manifests, each beside its weights. */
export const DEMO_MODELS = join(ROOT, "infra/demo-model/models");

/** The one folder that holds a network's state. */
export interface Layout {
  readonly folder: string;
  readonly postgres: string;
  readonly redis: string;
  /** The SIMULATED TON chain. */
  readonly chain: string;
  /** Private keys of the network on that chain, and where its contracts stand. */
  readonly chainKeys: string;
  readonly chainContracts: string;
  /** Key of the local account's SIMULATED wallet. */
  readonly wallet: string;
  /** Keys of the SIMULATED people who pay in the mini-app, and the pages that their wallet is connected to. */
  readonly people: string;
  readonly connections: string;
  readonly run: string;
  readonly pki: string;
  readonly simulatedRoots: string;
  /** Private keys of the simulated reference values, and the folder of what they sign. */
  readonly referenceKeys: string;
  readonly referenceValues: string;
  /** The private key that signs the node lists. */
  readonly rosterKey: string;
  /** What signs for SIMULATED Telegram people. */
  readonly botToken: string;
  /** What a trial may pay, and what owners of workers may ask. */
  readonly prices: string;
  readonly stack: string;
  readonly lock: string;
  /** Manifests of models that a person named. */
  readonly models: string;
  logFile(name: string): string;
}

export const layoutOf = (folder: string): Layout => ({
  folder,
  postgres: join(folder, "postgres"),
  redis: join(folder, "redis"),
  chain: join(folder, "devchain"),
  chainKeys: join(folder, "simulated-chain-keys.json"),
  chainContracts: join(folder, "simulated-contracts.json"),
  wallet: join(folder, "simulated-wallet.json"),
  people: join(folder, "simulated-people.json"),
  connections: join(folder, "simulated-connections.json"),
  run: join(folder, "run"),
  pki: join(folder, "simulated-pki.json"),
  simulatedRoots: join(folder, "simulated-roots.json"),
  referenceKeys: join(folder, "simulated-reference-keys.json"),
  referenceValues: join(folder, "reference-values"),
  rosterKey: join(folder, "roster-key.json"),
  botToken: join(folder, "simulated-bot.json"),
  prices: join(folder, "prices.json"),
  stack: join(folder, "stack.json"),
  lock: join(folder, "lock.json"),
  models: join(folder, "models"),
  logFile: (name) => join(folder, "logs", `${name}.log`),
});
