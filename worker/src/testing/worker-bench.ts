import { fromBase64Url } from "@cocoon/protocol/bytes";
import type { Hello } from "@cocoon/protocol/api";
import type { VerifiedNode } from "@cocoon/protocol/attestation";
import { SimulatedBeaconFeed } from "@cocoon/protocol/testing";
import { EchoEngine, type EchoOptions } from "./echo-engine.ts";
import { LinkProxy, type ProxyEnd } from "./link-proxy.ts";
import { ManualClock } from "./manual-clock.ts";
import { MANIFEST, NOW_MS, PRICES, ROSTER_HEADER, type SealedLease, type TestNetwork } from "./network.ts";
import { startTestWorker, type TestWorker, type TestWorkerOptions } from "./test-worker.ts";

export const WORKER_KEY_LIFE_MS = 20_000;

/** What one link has shown of its worker. */
export interface Joined {
  readonly link: ProxyEnd;
  readonly hello: Hello;
  /** As an asker verifies it. */
  readonly node: VerifiedNode;
  /** The first credit. */
  readonly credit: number;
}

export const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Real workers on a real WebSocket server that a test speaks the proxy's part on; time stands still until it is moved. */
export class WorkerBench {
  readonly network: TestNetwork;
  readonly clock = new ManualClock(NOW_MS);
  readonly logged: string[] = [];
  readonly #workers: TestWorker[] = [];
  proxy: LinkProxy;

  private constructor(network: TestNetwork, proxy: LinkProxy) {
    this.network = network;
    this.proxy = proxy;
  }

  static async open(network: TestNetwork): Promise<WorkerBench> {
    return new WorkerBench(network, await LinkProxy.listen());
  }

  async close(): Promise<void> {
    await Promise.all(this.#workers.map((worker) => worker.kill()));
    await this.proxy.close();
  }

  /** A worker of two slots that dials at once; its frames leave as soon as they can. */
  async start(echo: EchoOptions = {}, options: Partial<TestWorkerOptions> = {}): Promise<TestWorker> {
    const worker = await startTestWorker({
      proxyOrigin: this.proxy.origin,
      attester: this.network.attester(),
      beacon: new SimulatedBeaconFeed(() => NOW_MS),
      engine: new EchoEngine(echo),
      manifests: [MANIFEST],
      prices: PRICES,
      slots: 2,
      keyLifeMs: WORKER_KEY_LIFE_MS,
      clock: this.clock,
      ticker: { next: nextTurn },
      log: (level, event, fields) => this.logged.push(JSON.stringify({ level, event, ...fields })),
      ...options,
    });
    this.#workers.push(worker);
    return worker;
  }

  /** The next link, up to the worker's first credit. */
  async join(leaseTtlMs?: number): Promise<Joined> {
    const link = await this.proxy.dial();
    const hello = await link.admit(leaseTtlMs);
    link.send({ type: "roster", header: ROSTER_HEADER });
    return { link, hello, node: await this.nodeOf(hello), credit: (await link.next("credit")).slots };
  }

  nodeOf({ evidence }: Hello): Promise<VerifiedNode> {
    return this.network.verified({ evidence: fromBase64Url(evidence) }, this.clock.now());
  }

  question(node: VerifiedNode, content = "one two three"): Promise<SealedLease> {
    return this.network.lease([node], content, { notAfterMs: this.clock.now() + 60_000 });
  }

  /** The link that the worker dials after it noticed that the last one is lost. */
  async redial(): Promise<ProxyEnd> {
    const losses = () => this.logged.filter((line) => /proxy_(lost|refused)/.test(line)).length;
    while (losses() < this.proxy.dialled) await nextTurn();
    this.clock.advance(1_000);
    return this.proxy.dial();
  }
}

/** Holds every answer before its second token. */
export function heldAnswers() {
  let release: () => void = () => undefined;
  const open = new Promise<void>((resolve) => {
    release = resolve;
  });
  return { pace: async (token: number) => (token === 1 ? open : undefined), release };
}
