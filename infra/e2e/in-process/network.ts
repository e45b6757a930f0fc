import { randomBytes } from "node:crypto";
import { EscrowPayer, MemoryPayerStore, type PayerStore } from "@cocoon/client/payment";
import { createAccount, createApiKey } from "@cocoon/db/accounts";
import type { Database } from "@cocoon/db/connection";
import { createCredential } from "@cocoon/db/identities";
import { balance, openHolds, totals } from "@cocoon/db/ledger";
import { inProcessDatabase, simulatedDeposit } from "@cocoon/db/testing";
import { CocoonClient, type CocoonClientOptions, MemoryStore } from "@cocoon/client";
import type { Secret } from "@cocoon/protocol/bytes";
import { type Nanoton, parseTon } from "@cocoon/protocol/money";
import {
  developmentPolicy,
  mintSimulatedPki,
  SimulatedAttester,
  SimulatedBeaconFeed,
  type SimulatedMachine,
  type SimulatedPki,
} from "@cocoon/protocol/testing";
import {
  PriceBook,
  type RunningProxy,
  startInMemoryProxy,
  testEscrow,
  TestSigner,
} from "@cocoon/proxy/testing";
import { EchoEngine, startTestWorker, type TestWorker, testManifest } from "@cocoon/worker/testing";
import { seededRandom } from "../seeded.ts";
import { until } from "../../until.ts";
import { Reins } from "./reins.ts";

export const MODEL = "test-echo";
/** Another model, which only the workers that are told to serve it offer. */
export const RARE_MODEL = "test-rare";
export const QUOTE = "20000000/5000000/60000000";

const MANIFESTS = { [MODEL]: testManifest(), [RARE_MODEL]: testManifest({ id: RARE_MODEL, name: "Rare" }) };
/** What owners may ask: anything up to twice the quote. */
const PRICES = new PriceBook({
  currency: "TON",
  commissionPpm: 50_000,
  models: [{ model: MODEL, floor: "0/0/0", reference: QUOTE, cap: "40000000/10000000/120000000" }],
});
const JOIN_MS = 10_000;
const SETTLE_MS = 10_000;

export interface WorkerChoices {
  readonly models?: readonly (typeof MODEL | typeof RARE_MODEL)[];
  /** What its simulated machine states otherwise than a healthy one. */
  readonly deviations?: Partial<SimulatedMachine>;
  /** How often its frames leave; 10 ms by default. */
  readonly tickMs?: number;
}

export interface Account {
  readonly client: CocoonClient;
  readonly accountId: string;
  readonly apiKey: Secret<string>;
}

export interface PayingAccount extends Account {
  readonly escrow: string;
  readonly payer: EscrowPayer;
  readonly store: PayerStore;
}

/** What a client is given besides an account of its own. */
export type ClientChoices = Partial<Pick<CocoonClientOptions, "fetch" | "clock" | "policy">> & {
  readonly ton?: string;
  /** Of its choices; another one for each account by default. */
  readonly seed?: string;
};

/**
 * The whole network in this process: real proxy, workers, client and ledger over HTTP and WebSockets of the loopback
 * address; only queue, relay and Postgres are in memory, the engine echoes, and the hardware is SIMULATED.
 */
export class InProcessNetwork {
  readonly database: Database;
  readonly proxy: RunningProxy;
  readonly reins = new Reins();
  /** Every log line of the proxy and the workers, as JSON. */
  readonly logLines: string[];
  readonly pki: SimulatedPki;
  readonly #workers = new Map<string, TestWorker>();
  #accounts = 0;

  private constructor(database: Database, proxy: RunningProxy, pki: SimulatedPki, logLines: string[]) {
    this.database = database;
    this.proxy = proxy;
    this.pki = pki;
    this.logLines = logLines;
  }

  /** @param workers names; each is a machine of its own, owned by an operator of its own */
  static async start(workers: readonly string[]): Promise<InProcessNetwork> {
    const logLines: string[] = [];
    const [database, pki] = await Promise.all([inProcessDatabase(), mintSimulatedPki()]);
    const log = logInto(logLines, "proxy");
    const chargeSigner = new TestSigner();
    const policy = developmentPolicy(pki);
    const proxy = await startInMemoryProxy({ database, policy, chargeSigner, prices: PRICES, log });
    const network = new InProcessNetwork(database, proxy, pki, logLines);
    for (const name of workers) await network.join(name);
    return network;
  }

  /** Starts a worker and waits until the proxy lists it. */
  async join(name: string, choices: WorkerChoices = {}): Promise<void> {
    const worker = await this.begin(name, choices);
    await until(`${name} in the node list`, () => this.#lists(worker), JOIN_MS);
  }

  /** Starts a worker, which the proxy may refuse. */
  async begin(
    name: string,
    { models = [MODEL], deviations = {}, tickMs = 10 }: WorkerChoices,
  ): Promise<TestWorker> {
    const worker = await startTestWorker({
      proxyOrigin: this.proxy.origin,
      attester: new SimulatedAttester(this.pki, name, deviations),
      beacon: new SimulatedBeaconFeed(),
      engine: new EchoEngine({ pace: this.reins.paceOf(name) }),
      manifests: models.map((model) => MANIFESTS[model] as Uint8Array),
      prices: Object.fromEntries(models.map((model) => [model, QUOTE])),
      operator: `operator-${name}`,
      tickMs,
      log: logInto(this.logLines, name),
    });
    this.#workers.set(name, worker);
    return worker;
  }

  worker(name: string): TestWorker {
    const worker = this.#workers.get(name);
    if (!worker) throw new RangeError(`the network has no ${name}`);
    return worker;
  }

  /** As its owner does, who is paid for its answers: by the proxy's route. */
  async setPrice(name: string, quote: string): Promise<void> {
    const { secret } = await createCredential(this.database, { kind: "owner", subject: `operator-${name}` });
    const response = await fetch(`${this.proxy.origin}/v1/owner/prices/${MODEL}`, {
      method: "PUT",
      headers: { authorization: `Bearer ${secret.reveal()}`, "content-type": "application/json" },
      body: JSON.stringify({ quote }),
    });
    if (!response.ok) throw new Error(`the price was refused: ${await response.text()}`);
  }

  /** Cuts the worker off as kill -9 would. */
  async kill(name: string): Promise<void> {
    const worker = this.worker(name);
    this.#workers.delete(name);
    await worker.kill();
  }

  /** A client with an account, five TON on it by default, whose choices are the same in every run. */
  async newAccount(choices: ClientChoices = {}): Promise<Account> {
    const { database } = this;
    const number = ++this.#accounts;
    const { ton = "5", seed = `account-${number}`, ...options } = choices;
    const { accountId } = await createAccount(database, { label: `account-${number}` });
    await simulatedDeposit(database, accountId, parseTon(ton));
    const { apiKey } = await createApiKey(database, { accountId });
    const client = new CocoonClient({
      proxyUrl: this.proxy.origin,
      apiKey,
      policy: developmentPolicy(this.pki),
      store: new MemoryStore(),
      random: seededRandom(seed),
      ...options,
    });
    return { client, accountId, apiKey };
  }

  /**
   * An account whose escrow, of a SIMULATED chain, has a payer key that its client holds; one TON is on it.
   * @param payerStore of an account that was made before: another client of the same escrow
   */
  async payingAccount(store: PayerStore = new MemoryPayerStore()): Promise<PayingAccount> {
    const escrow = `0:${randomBytes(32).toString("hex")}`;
    const { globalId } = new TestSigner();
    const payer = await EscrowPayer.create(store, { escrow, globalId, epoch: 1 });
    const { accountId } = await testEscrow(this.database, { address: escrow, payerKey: payer.publicKey });
    const { secret } = await createCredential(this.database, { kind: "access_token", accountId });
    const client = this.clientOf(secret, { payer });
    return { client, accountId, apiKey: secret, escrow, payer, store };
  }

  /** Another client of an account, with what else it is given. */
  clientOf(apiKey: Secret<string>, options: Partial<CocoonClientOptions> = {}): CocoonClient {
    return new CocoonClient({
      proxyUrl: this.proxy.origin,
      apiKey,
      policy: developmentPolicy(this.pki),
      store: new MemoryStore(),
      ...options,
    });
  }

  async available({ accountId }: Account): Promise<Nanoton> {
    return (await balance(this.database, accountId)).availableNanoton;
  }

  /** Waits until nothing is held for anybody, then checks that money was neither made nor lost. */
  async settled(): Promise<void> {
    const held = async () => (await openHolds(this.database, { olderThanMs: 0 })).length === 0;
    await until("the end of every hold", held, SETTLE_MS);
    const { sumNanoton } = await totals(this.database);
    if (sumNanoton !== 0n) throw new Error(`the ledger's sum is ${sumNanoton} and not zero`);
  }

  async close(): Promise<void> {
    this.reins.release();
    await Promise.all([...this.#workers.values()].map((worker) => worker.close(0)));
    await this.proxy.stop(0);
    await this.database.close();
  }

  async #lists(worker: TestWorker): Promise<boolean> {
    const response = await fetch(`${this.proxy.origin}/v1/nodes`);
    return (await response.text()).includes(worker.keyId as string);
  }
}

const logInto =
  (lines: string[], from: string) =>
  (level: string, event: string, fields: object = {}): void =>
    void lines.push(JSON.stringify({ from, level, event, ...fields }));
