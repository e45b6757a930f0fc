import { CocoonClient, type CocoonClientOptions, MemoryStore } from "@cocoon/client";
import { createAccount, createApiKey } from "@cocoon/db/accounts";
import { connect, type Database } from "@cocoon/db/connection";
import { balance, openHolds, totals } from "@cocoon/db/ledger";
import { simulatedDeposit } from "@cocoon/db/testing";
import type { Secret } from "@cocoon/protocol/bytes";
import { toHex } from "@cocoon/protocol/bytes";
import { type Nanoton, parseTon } from "@cocoon/protocol/money";
import { chipOf, developmentPolicy } from "@cocoon/protocol/testing";
import { type Network as Processes, startNetwork, WORKER_NAMES } from "../stack/network.ts";
import { DEMO_MODELS, layoutOf } from "../stack/network/layout.ts";
import { manifestsIn, servedModels } from "../stack/network/models.ts";
import { freePort } from "../stack/ports.ts";
import type { Service } from "../stack/processes/service.ts";
import { makeEndlessModel } from "./endless-model.ts";
import { RawApi } from "./raw-api.ts";
import { until } from "../until.ts";

type Env = Readonly<Record<string, string | undefined>>;

export interface NetworkOptions {
  /** Further settings of the proxy and of every worker. */
  readonly proxyEnv?: Env;
  readonly workerEnv?: Env;
  /** Whether a model that never ends by itself is served beside the demo model. */
  readonly endless?: boolean;
}

export interface Account {
  readonly client: CocoonClient;
  readonly accountId: string;
  readonly apiKey: Secret<string>;
  readonly raw: RawApi;
}

export type AccountOptions = Partial<Pick<CocoonClientOptions, "fetch" | "clock" | "policy">> & {
  readonly ton?: string;
};

const SETTLE_MS = 30_000;
/** What a child needs of the machine it runs on. */
const system = (): Env => ({ PATH: process.env["PATH"], HOME: process.env["HOME"] });

/** One local network of real processes with the demo model, as `npm start` has it, in a folder and on ports of its own. */
export class Network {
  readonly processes: Processes;
  readonly database: Database;
  /** All of its state, and its logs. */
  readonly folder: string;
  readonly #dead: string[];

  private constructor(processes: Processes, folder: string, dead: string[]) {
    this.processes = processes;
    this.database = connect({ url: processes.databaseUrl, max: 2 });
    this.folder = folder;
    this.#dead = dead;
  }

  /** @param folder empty, and the caller's to remove */
  static async start(
    folder: string,
    progress: (line: string) => void,
    { proxyEnv = {}, workerEnv = {}, endless = false }: NetworkOptions = {},
  ): Promise<Network> {
    const dead: string[] = [];
    const more = endless ? [await makeEndlessModel(layoutOf(folder).models)] : [];
    const processes = await startNetwork({
      folder,
      proxyPort: await freePort(),
      models: servedModels([...manifestsIn(DEMO_MODELS), ...more]),
      system: system(),
      proxyEnv,
      workerEnv,
      progress,
      died: (service) => void dead.push(service.name),
    });
    return new Network(processes, folder, dead);
  }

  get proxyUrl(): string {
    return this.processes.proxyUrl;
  }

  get policy() {
    const { policy } = this.processes.settings;
    if (policy.kind !== "development") throw new Error("a local network has a development policy");
    return developmentPolicy(policy);
  }

  /** Children that ended without having been told to. */
  get dead(): readonly string[] {
    return this.#dead;
  }

  get workers(): readonly Service[] {
    return WORKER_NAMES.map((name) => this.processes.service(name));
  }

  /** The worker whose simulated machine has that chip. */
  workerOf({ chipId }: { readonly chipId: string | null }): Service {
    const name = WORKER_NAMES.find((worker) => toHex(chipOf(worker)) === chipId);
    if (!name) throw new Error("no worker has that chip");
    return this.processes.service(name);
  }

  /** Where the logs of all children are. */
  logFile(name: string): string {
    return layoutOf(this.folder).logFile(name);
  }

  /** An account with five TON, or as much as is said, and a client of it in this process. */
  async newAccount({ ton = "5", ...options }: AccountOptions = {}): Promise<Account> {
    const { accountId } = await createAccount(this.database, { label: "e2e" });
    await simulatedDeposit(this.database, accountId, parseTon(ton));
    const { apiKey } = await createApiKey(this.database, { accountId });
    const client = new CocoonClient({
      proxyUrl: this.proxyUrl,
      apiKey,
      policy: this.policy,
      store: new MemoryStore(),
      ...options,
    });
    return { client, accountId, apiKey, raw: new RawApi(this.proxyUrl, apiKey) };
  }

  async available({ accountId }: Pick<Account, "accountId">): Promise<Nanoton> {
    return (await balance(this.database, accountId)).availableNanoton;
  }

  /** Waits until nothing is held for anybody, then checks that money was neither made nor lost. */
  async settled(): Promise<void> {
    const held = () => openHolds(this.database, { olderThanMs: 0 });
    await until("the end of every hold", async () => (await held()).length === 0, SETTLE_MS);
    const { sumNanoton } = await totals(this.database);
    if (sumNanoton !== 0n) throw new Error(`the ledger's sum is ${sumNanoton} and not zero`);
  }

  /** Stops every child. */
  async stop(): Promise<void> {
    await this.database.close();
    await this.processes.stop();
  }
}
