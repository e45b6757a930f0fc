import type { Database } from "@cocoon/db/connection";
import { totals } from "@cocoon/db/ledger";
import { inProcessDatabase } from "@cocoon/db/testing";
import type { ReferenceKeys } from "@cocoon/protocol/reference-values";
import { developmentPolicy, mintSimulatedPki, type SimulatedPki } from "@cocoon/protocol/testing";
import { type InMemoryProxyOptions, type RunningProxy, startInMemoryProxy } from "./index.ts";
import { type NoiseEnvelope, type NoiseEnvelopeFields, noiseEnvelope } from "./noise-envelope.ts";
import { StubIdentity, type StubOptions } from "./stub-identity.ts";
import { StubLink } from "./stub-link.ts";
import { soon, TestClient } from "./test-client.ts";

export interface StubWorker {
  readonly identity: StubIdentity;
  readonly link: StubLink;
}

/** A line of the proxy's log. */
export interface Logged {
  readonly event: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

type ProxySettings = Partial<Omit<InMemoryProxyOptions, "policy" | "log">>;

/** A proxy in this process over a Postgres in this process, with workers and clients that a test speaks for. */
export class TestNetwork {
  readonly database: Database;
  readonly pki: SimulatedPki;
  readonly proxy: RunningProxy;
  readonly logged: Logged[];
  readonly #links: StubLink[] = [];

  private constructor(database: Database, pki: SimulatedPki, proxy: RunningProxy, logged: Logged[]) {
    this.database = database;
    this.pki = pki;
    this.proxy = proxy;
    this.logged = logged;
  }

  /** @param referenceKeys whose reference values alone approve images; without them the simulated one is approved */
  static async open(settings: ProxySettings = {}, referenceKeys?: ReferenceKeys): Promise<TestNetwork> {
    const [database, pki] = await Promise.all([settings.database ?? inProcessDatabase(), mintSimulatedPki()]);
    const logged: Logged[] = [];
    const log = (_level: string, event: string, fields = {}) => void logged.push({ event, fields });
    const { simulatedRoots } = pki;
    const told = referenceKeys ? { simulatedRoots, measurements: [], referenceKeys } : pki;
    const proxy = await startInMemoryProxy({ ...settings, database, policy: developmentPolicy(told), log });
    return new TestNetwork(database, pki, proxy, logged);
  }

  client(): Promise<TestClient> {
    return TestClient.open(this.proxy.origin, this.database);
  }

  /** A worker of this network's root that has not dialled yet. */
  identity(name: string, options: Partial<StubOptions> = {}): Promise<StubIdentity> {
    return StubIdentity.create({ pki: this.pki, name, ...options });
  }

  /** Joins with so much credit. Jobs may name it at once; the index lists it soon, see {@link listed}. */
  async worker(
    name: string,
    { credit = 1, ...options }: Partial<StubOptions> & { credit?: number } = {},
  ): Promise<StubWorker> {
    const identity = await this.identity(name, options);
    return { identity, link: await this.join(identity, credit) };
  }

  async join(identity: StubIdentity, credit = 1): Promise<StubLink> {
    const link = await StubLink.join(this.proxy.origin, identity);
    this.#links.push(link);
    if (credit > 0) link.send({ type: "credit", slots: credit });
    return link;
  }

  /** Resolves when the node index names exactly these. */
  async listed(...workers: readonly StubWorker[]): Promise<void> {
    const keyIds = workers.map(({ identity }) => identity.keyId).toSorted();
    await soon(async () => {
      if ((await this.nodes()).join() !== keyIds.join()) throw new Error("not listed yet");
    });
  }

  /** key_ids of the node index, as anybody gets it. */
  async nodes(): Promise<string[]> {
    const response = await fetch(`${this.proxy.origin}/v1/nodes`);
    const index = (await response.json()) as { nodes: { keyId: string }[] };
    return index.nodes.map(({ keyId }) => keyId);
  }

  envelope(workers: readonly StubWorker[], fields: Partial<NoiseEnvelopeFields> = {}): NoiseEnvelope {
    const [first] = workers;
    if (!first) throw new Error("an envelope names a worker");
    const keyIds = workers.map(({ identity }) => identity.keyId);
    return noiseEnvelope({ keyIds, manifest: first.identity.manifest, ...fields });
  }

  /** Lets all workers of a test go, so that the next one begins alone. */
  async leave(): Promise<void> {
    await Promise.all(this.#links.splice(0).map((link) => link.kill()));
  }

  async close(): Promise<void> {
    for (const link of this.#links) link.socket.terminate();
    await this.proxy.stop(0);
    const { sumNanoton } = await totals(this.database);
    await this.database.close();
    if (sumNanoton !== 0n) throw new Error("money was made or lost");
  }
}
