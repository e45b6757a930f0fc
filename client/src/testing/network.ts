import { type AppraisalPolicy, productionPolicy } from "@cocoon/protocol/attestation";
import { Secret, toHex } from "@cocoon/protocol/bytes";
import { parseQuote } from "@cocoon/protocol/money";
import { encodeReferenceBundle, type ReferenceManifest } from "@cocoon/protocol/reference-values";
import {
  chipOf,
  developmentPolicy,
  mintSimulatedPki,
  mintSimulatedReferenceKeys,
  SimulatedAttester,
  simulatedReferenceValues,
} from "@cocoon/protocol/testing";
import { guardsKey } from "../choice/select.ts";
import type { PolicySettings } from "../cli/settings.ts";
import { CocoonClient } from "../conversation/client.ts";
import type { AskRequest } from "../conversation/events.ts";
import type { RegistrySource } from "../registry/view.ts";
import type { ClientStore } from "../store.ts";
import { TestWorker } from "./worker.ts";

export const PROXY_URL = "http://proxy.test";
export const MODEL = "test-model";
export const OTHER_MODEL = { id: "other-model", manifest: "cd".repeat(32) } as const;
const MANIFEST = "ab".repeat(32);
/** What its workers serve, and its reference values list, unless a test says otherwise. */
export const LISTED = [{ id: MODEL, manifest: MANIFEST }];
export const API_KEY = `ck_${"k".repeat(43)}`;

export const question = (content: string): AskRequest => ({
  model: MODEL,
  messages: [{ role: "user", content }],
  maxTokens: 100,
});

/** Workers of one simulated root, and clients that accept it. */
export interface TestNetwork {
  readonly nowMs: number;
  readonly productionPolicy: AppraisalPolicy;
  /** How client.json says that this network's simulated root is accepted. */
  readonly policySettings: PolicySettings;
  /** The same with no measurement of its own: what {@link TestNetwork.referenceValues} approve is accepted. */
  readonly referenceSettings: Extract<PolicySettings, { kind: "development" }>;
  /** Signed reference values that approve its workers' image, with a fresh witness, as a proxy carries them. */
  referenceValues(changes?: {
    readonly models?: ReferenceManifest["models"];
    readonly measurements?: readonly string[];
    readonly version?: number;
  }): Uint8Array<ArrayBuffer>;
  /** Where a client of this network keeps its guards. */
  readonly guardsKey: string;
  /** `count` workers named alike, so on the same chips at any time; each of an operator of its own, and serving `models`. */
  workers(
    count: number,
    nowMs?: number,
    models?: ReferenceManifest["models"],
  ): Promise<readonly TestWorker[]>;
  client(proxy: { readonly fetch: typeof fetch }, store: ClientStore, options?: ClientOptions): CocoonClient;
}

export interface ClientOptions {
  readonly policy?: AppraisalPolicy;
  readonly nowMs?: number;
  readonly registry?: RegistrySource;
}

export async function newNetwork(): Promise<TestNetwork> {
  const pki = await mintSimulatedPki();
  const nowMs = Date.now();
  const reference = mintSimulatedReferenceKeys();
  const worker = (index: number, workerNowMs: number, models: ReferenceManifest["models"]) =>
    TestWorker.create({
      attester: new SimulatedAttester(pki, `worker-${index}`),
      chipId: toHex(chipOf(`worker-${index}`)),
      operator: `operator-${index}`,
      offers: models.map(({ id, manifest }) => ({
        model: id,
        manifest,
        price: parseQuote("1000000/100000/2000000"),
      })),
      nowMs: workerNowMs,
    });
  return {
    nowMs,
    productionPolicy: productionPolicy(),
    policySettings: {
      kind: "development",
      simulatedRoots: { ...pki.simulatedRoots },
      measurements: [...pki.measurements],
    },
    referenceSettings: {
      kind: "development",
      simulatedRoots: { ...pki.simulatedRoots },
      measurements: [],
      referenceKeys: { ...reference.keys },
    },
    referenceValues: ({ models = LISTED, measurements = pki.measurements, version = 1 } = {}) =>
      encodeReferenceBundle(
        simulatedReferenceValues(reference, { models: [...models], measurements, version, nowMs }),
      ),
    guardsKey: guardsKey(API_KEY, MODEL),
    workers: (count, workersNowMs = nowMs, models = LISTED) =>
      Promise.all(Array.from({ length: count }, (_, index) => worker(index, workersNowMs, models))),
    client: (proxy, store, options = {}) =>
      new CocoonClient({
        proxyUrl: PROXY_URL,
        apiKey: new Secret(API_KEY),
        policy: options.policy ?? developmentPolicy(pki),
        store,
        registry: options.registry ?? null,
        fetch: proxy.fetch,
        clock: () => options.nowMs ?? nowMs,
      }),
  };
}
