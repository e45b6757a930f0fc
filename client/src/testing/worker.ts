import {
  type Attester,
  buildEvidence,
  buildLiveEvidence,
  encodeKeyMaterial,
  keyIdOf,
} from "@cocoon/protocol/attestation";
import { generateEd25519, toBase64Url, toHex } from "@cocoon/protocol/bytes";
import { openRequest, ReplaySet } from "@cocoon/protocol/envelope";
import { generateHpkeKeyPair, type HpkeKeyPair } from "@cocoon/protocol/hpke";
import type { InferenceRequest } from "@cocoon/protocol/inference";
import { costNanoton, parseQuote } from "@cocoon/protocol/money";
import { signOuterReceipt, signUsageReceipt, type UsageReceipt } from "@cocoon/protocol/receipt";
import { type ContentRecord, ResponseSealer } from "@cocoon/protocol/response";
import { encodeOffers, type NodeEntry, type Offer, signOffers } from "@cocoon/protocol/roster";

export interface TestWorkerOptions {
  readonly attester: Attester;
  /** As the attester's report has it. */
  readonly chipId: string;
  readonly operator: string;
  readonly offers: readonly Offer[];
  readonly nowMs: number;
}

/** What a worker sent for one envelope. */
export interface TestAnswer {
  readonly header: Uint8Array;
  readonly frames: readonly Uint8Array[];
  readonly outerReceipt: Uint8Array;
  readonly chargedNanoton: bigint;
}

/** How a worker deviates from an honest short answer. */
export interface TestAnswerOptions {
  readonly records?: readonly ContentRecord[];
  readonly attempt?: number;
  readonly alter?: (receipt: UsageReceipt) => UsageReceipt;
}

export const HONEST: readonly ContentRecord[] = [
  { type: "delta", text: "Hello " },
  { type: "delta", text: "world" },
];

/** A worker made of protocol's own parts: it attests, opens, answers and signs like a real one, without an engine. */
export class TestWorker {
  readonly keyId: Uint8Array;
  readonly entry: NodeEntry;
  /** The plaintexts it has opened. */
  readonly opened: InferenceRequest[] = [];
  readonly #options: TestWorkerOptions;
  readonly #keyMaterial: Uint8Array;
  readonly #hpke: HpkeKeyPair;
  readonly #signKey: Uint8Array;
  readonly #expiresMs: number;
  readonly #replay = new ReplaySet();

  private constructor(options: TestWorkerOptions, hpke: HpkeKeyPair) {
    const { secretKey, publicKey: signPk } = generateEd25519();
    const { nowMs, offers, chipId, operator } = options;
    this.#options = options;
    this.#hpke = hpke;
    this.#signKey = secretKey;
    this.#expiresMs = nowMs + 3_600_000;
    this.#keyMaterial = encodeKeyMaterial({
      hpkePk: hpke.publicKey,
      signPk,
      createdMs: nowMs,
      expiresMs: this.#expiresMs,
      beacon: { source: "simulated", seqno: 1, rootHash: "00".repeat(32) },
      models: offers.map(({ model, manifest }) => ({ id: model, manifest })),
      gpu: { policy: "none" },
      imageId: "test",
    });
    this.keyId = keyIdOf(this.#keyMaterial);
    const text = encodeOffers(offers);
    this.entry = {
      keyId: toHex(this.keyId),
      chipId,
      operator,
      expiresMs: this.#expiresMs,
      offers: text,
      offersSignature: toBase64Url(signOffers(this.keyId, text, secretKey)),
    };
  }

  static async create(options: TestWorkerOptions): Promise<TestWorker> {
    return new TestWorker(options, await generateHpkeKeyPair());
  }

  async evidence(nonce: Uint8Array | null): Promise<Uint8Array<ArrayBuffer>> {
    const source = {
      attester: this.#options.attester,
      keyMaterial: this.#keyMaterial,
      deviceEvidence: new Uint8Array(),
    };
    if (!nonce) return buildEvidence(source);
    const [bundle] = await buildLiveEvidence(source, [nonce]);
    return bundle as Uint8Array<ArrayBuffer>;
  }

  /** Opens and answers. @throws RefusalError */
  async answer(envelope: Uint8Array, options: TestAnswerOptions = {}): Promise<TestAnswer> {
    const { request, header, exchange } = await openRequest({
      envelope,
      keyId: this.keyId,
      privateKey: this.#hpke.privateKey,
      keyExpiresMs: this.#expiresMs,
      nowMs: this.#options.nowMs,
      acceptsRoster: () => true,
      replay: this.#replay,
      hasManifest: (hash) => this.#options.offers.some(({ manifest }) => manifest === toHex(hash)),
    });
    this.opened.push(request);
    const attempt = options.attempt ?? 1;
    const sealer = await ResponseSealer.create(exchange, attempt);
    const frames: Uint8Array[] = [];
    for (const record of options.records ?? HONEST) {
      sealer.write(record);
      frames.push(...(await sealer.takeFrames({ flush: true })));
    }
    const outer = {
      requestHash: toHex(header.transcript),
      keyId: toHex(this.keyId),
      attempt,
      modelManifest: toHex(header.modelManifest),
      quote: request.quote,
    };
    const counts = { promptTokens: 1_000, cachedTokens: 0, completionTokens: 37 };
    const cost = costNanoton(parseQuote(request.quote), counts);
    const receipt: UsageReceipt = {
      ...outer,
      ...counts,
      costNanoton: cost,
      frames: sealer.frames,
      responseHash: toHex(sealer.responseHash()),
      finish: "stop",
      startedMs: 1,
      endedMs: 2,
    };
    const signed = signUsageReceipt(options.alter?.(receipt) ?? receipt, this.#signKey);
    frames.push(...(await sealer.finish(signed)));
    const rounded = sealer.roundCost(cost);
    return {
      header: sealer.header,
      frames,
      outerReceipt: signOuterReceipt({ ...outer, costNanoton: rounded }, this.#signKey),
      chargedNanoton: rounded,
    };
  }
}
