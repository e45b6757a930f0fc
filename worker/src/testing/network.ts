import { type LeaseMessage, manifestHash } from "@cocoon/protocol/api";
import { type AppraisalPolicy, verifyNode, type VerifiedNode } from "@cocoon/protocol/attestation";
import { fromHex, Secret, toBase64Url } from "@cocoon/protocol/bytes";
import { NO_ROSTER, signRoster } from "@cocoon/protocol/roster";
import { type SealedRequest, sealRequest } from "@cocoon/protocol/envelope";
import type { InferenceRequest } from "@cocoon/protocol/inference";
import {
  developmentPolicy,
  mintSimulatedPki,
  SimulatedAttester,
  SimulatedBeaconFeed,
  type SimulatedPki,
} from "@cocoon/protocol/testing";
import { type KeyRecipe, WorkerKey } from "../identity/worker-key.ts";
import type { Approval } from "./gpu-approval.ts";
import { testManifest } from "./manifest.ts";

/** A point in time for clocks that stand still; certificates of the simulated root are valid then. */
export const NOW_MS = Date.UTC(2026, 5, 1);
export const MANIFEST = testManifest();
const MANIFEST_HASH = manifestHash(MANIFEST);
export const PRICE = "1000000/100000/2000000";
export const PRICES = { "test-echo": PRICE };
/** The network's first epoch as its proxy tells it, and the name that envelopes give it. */
const ROSTER = signRoster(
  { epoch: 1, timeMs: NOW_MS, count: 1, root: "ab".repeat(32), previous: NO_ROSTER },
  new Secret(new Uint8Array(32).fill(7)),
);
export const ROSTER_HEADER = toBase64Url(ROSTER.signed);
export const ROSTER_ROOT = ROSTER.hash;
export const KEY_LIFE_MS = 3_600_000;

/** What a test says of a request, or of its lease, otherwise than a good one. */
export interface LeaseChanges {
  readonly request?: Partial<InferenceRequest>;
  readonly terms?: Partial<LeaseMessage["terms"]>;
  readonly manifest?: string;
  readonly rosterRoot?: string;
  readonly notAfterMs?: number;
  readonly maxTokensBucket?: number;
  readonly attempt?: number;
}

export interface SealedLease {
  readonly lease: LeaseMessage;
  readonly sealed: SealedRequest;
}

/** One simulated root, with workers' keys under it and askers who accept it. */
export class TestNetwork {
  readonly pki: SimulatedPki;
  readonly policy: AppraisalPolicy;

  private constructor(pki: SimulatedPki) {
    this.pki = pki;
    this.policy = developmentPolicy(pki);
  }

  static async create(): Promise<TestNetwork> {
    return new TestNetwork(await mintSimulatedPki());
  }

  attester(name = "worker"): SimulatedAttester {
    return new SimulatedAttester(this.pki, name);
  }

  key(name = "worker", changes: Partial<KeyRecipe> = {}): Promise<WorkerKey> {
    const recipe = {
      attester: this.attester(name),
      beacon: new SimulatedBeaconFeed(() => NOW_MS),
      gpu: null,
      offers: [{ model: "test-echo", manifest: MANIFEST_HASH }],
      imageId: "test",
      lifeMs: KEY_LIFE_MS,
      ...changes,
    };
    return WorkerKey.create(recipe, NOW_MS);
  }

  /** The key as an asker has verified it. */
  async verified(
    { evidence }: Pick<WorkerKey, "evidence">,
    nowMs = NOW_MS,
    approval: Approval = { policy: this.policy, referenceValues: null },
  ): Promise<VerifiedNode> {
    const verdict = await verifyNode({ bundle: evidence, ...approval, nowMs });
    if (!verdict.ok) throw new Error(verdict.sentence);
    return verdict.node;
  }

  /** Seals a question to the nodes, and gives it the lease that a proxy would. */
  async lease(
    nodes: readonly VerifiedNode[],
    content: string,
    changes: LeaseChanges = {},
  ): Promise<SealedLease> {
    const request: InferenceRequest = {
      v: 1,
      messages: [{ role: "user", content }],
      sampling: {},
      maxTokens: 64,
      cacheSalt: "s".repeat(22),
      quote: PRICE,
      priceCeilingNanoton: "31744",
      ...changes.request,
    };
    const notAfterMs = changes.notAfterMs ?? NOW_MS + 60_000;
    const sealed = await sealRequest({
      request,
      requestId: crypto.getRandomValues(new Uint8Array(32)),
      modelManifest: fromHex(changes.manifest ?? MANIFEST_HASH),
      rosterRoot: fromHex(changes.rosterRoot ?? ROSTER_ROOT),
      notAfterMs,
      maxTokensBucket: changes.maxTokensBucket ?? 64,
      recipients: nodes,
    });
    const { quote, priceCeilingNanoton } = request;
    const lease = {
      lease: Buffer.from(crypto.getRandomValues(new Uint8Array(16))).toString("hex"),
      attempt: changes.attempt ?? 1,
      terms: { quote, priceCeilingNanoton, notAfterMs, ...changes.terms },
      envelope: sealed.envelope,
    };
    return { lease, sealed };
  }
}
