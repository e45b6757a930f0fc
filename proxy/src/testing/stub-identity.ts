import {
  type Hello,
  linkAuthMessage,
  type ModelManifest,
  manifestHash,
  type SignedOffers,
} from "@cocoon/protocol/api";
import {
  type Attester,
  buildEvidence,
  buildLiveEvidence,
  encodeKeyMaterial,
  keyIdOf,
} from "@cocoon/protocol/attestation";
import { fromHex, generateEd25519, signEd25519, toBase64Url, toHex, utf8 } from "@cocoon/protocol/bytes";
import { type Nanoton, parseQuote, type TokenCounts } from "@cocoon/protocol/money";
import {
  type OuterReceipt,
  signOuterReceipt,
  signRunningReceipt,
  signUsageReceipt,
} from "@cocoon/protocol/receipt";
import { encodeOffers, signOffers } from "@cocoon/protocol/roster";
import {
  SimulatedAttester,
  SimulatedBeaconFeed,
  type SimulatedMachine,
  type SimulatedPki,
} from "@cocoon/protocol/testing";

const HPKE_PK_BYTES = 1216;
const HOUR_MS = 3_600_000;

export const STUB_MODEL = "stub";
export const STUB_PRICE = "1000000/100000/2000000";

/** A manifest's exact bytes. */
export const stubManifest = (id = STUB_MODEL): Uint8Array<ArrayBuffer> =>
  utf8(
    JSON.stringify({
      v: 1,
      id,
      name: "Stub",
      description: { en: "Answers noise.", ru: "Отвечает шумом." },
      gguf: { file: "none.gguf", sha256: "00".repeat(32), sizeBytes: 0 },
      architecture: "none",
      parameters: 1,
      quantisation: "none",
      contextTokens: 4096,
      chatTemplate: "{{ messages }}",
      engine: "stub",
    } satisfies ModelManifest),
  );

export interface StubOptions {
  readonly pki: SimulatedPki;
  /** Its chip follows from it. */
  readonly name: string;
  readonly operator?: string;
  readonly price?: string;
  readonly manifest?: Uint8Array;
  readonly machine?: Partial<SimulatedMachine>;
  readonly createdMs?: number;
  readonly lifeMs?: number;
  /** How it spells its offers; in the one spelling without this. */
  readonly spell?: (offers: string) => string;
}

/** The keys and evidence of a worker whose prompts nobody opens: it attests, joins and signs receipts like a real one. */
export class StubIdentity {
  readonly keyId: string;
  readonly manifest: string;
  readonly operator: string;
  readonly #attester: Attester;
  readonly #keyMaterial: Uint8Array;
  readonly #signKey: Uint8Array;
  readonly #price: string;
  readonly #model: string;
  readonly #spell: (offers: string) => string;
  readonly #manifestBytes: Uint8Array;

  private constructor(options: StubOptions, keyMaterial: Uint8Array, signKey: Uint8Array, model: string) {
    this.#manifestBytes = options.manifest ?? stubManifest();
    this.manifest = manifestHash(this.#manifestBytes);
    this.operator = options.operator ?? `operator-${options.name}`;
    this.#price = options.price ?? STUB_PRICE;
    this.#model = model;
    this.#spell = options.spell ?? ((offers) => offers);
    this.#attester = new SimulatedAttester(options.pki, options.name, options.machine);
    this.#keyMaterial = keyMaterial;
    this.#signKey = signKey;
    this.keyId = toHex(keyIdOf(keyMaterial));
  }

  static async create(options: StubOptions): Promise<StubIdentity> {
    const { secretKey, publicKey } = generateEd25519();
    const manifestBytes = options.manifest ?? stubManifest();
    const { id } = JSON.parse(new TextDecoder().decode(manifestBytes)) as ModelManifest;
    const createdMs = options.createdMs ?? Date.now();
    const keyMaterial = encodeKeyMaterial({
      hpkePk: crypto.getRandomValues(new Uint8Array(HPKE_PK_BYTES)),
      signPk: publicKey,
      createdMs,
      expiresMs: createdMs + (options.lifeMs ?? HOUR_MS),
      beacon: await new SimulatedBeaconFeed().latest(),
      models: [{ id, manifest: manifestHash(manifestBytes) }],
      gpu: { policy: "none" },
      imageId: "stub",
    });
    return new StubIdentity(options, keyMaterial, secretKey, id);
  }

  /** What admits it to the proxy at `origin`, in answer to the challenge (hex). */
  async hello(origin: string, challenge: string): Promise<Hello> {
    const { keyId } = this;
    const auth = signEd25519(linkAuthMessage(fromHex(keyId), origin, fromHex(challenge)), this.#signKey);
    return {
      type: "hello",
      v: 1,
      auth: toBase64Url(auth),
      evidence: toBase64Url(await buildEvidence(this.#source)),
      ...this.offers(),
      manifests: [toBase64Url(this.#manifestBytes)],
      operator: this.operator,
    };
  }

  /** Its one model, at that price, under that manifest. */
  offers(quote = this.#price, manifest = this.manifest): SignedOffers {
    return this.sign(this.#spell(encodeOffers([{ model: this.#model, manifest, price: parseQuote(quote) }])));
  }

  /** Offers as they are spelled here. */
  sign(offers: string): SignedOffers {
    return { offers, offersSignature: toBase64Url(signOffers(fromHex(this.keyId), offers, this.#signKey)) };
  }

  /** Fresh evidence for each nonce (hex), base64url. */
  async liveEvidence(nonces: readonly string[]): Promise<string[]> {
    return (await buildLiveEvidence(this.#source, nonces.map(fromHex))).map(toBase64Url);
  }

  outerReceipt(about: ReceiptAbout): string {
    return toBase64Url(signOuterReceipt(this.#receipt(about), this.#signKey));
  }

  runningReceipt(about: ReceiptAbout & { readonly seq: number }): string {
    return toBase64Url(signRunningReceipt({ ...this.#receipt(about), seq: about.seq }, this.#signKey));
  }

  /** What a client would have found in the sealed stream. */
  usageReceipt(about: ReceiptAbout, counts: TokenCounts): Uint8Array {
    const { frames, finish, startedMs, endedMs } = {
      frames: 4,
      finish: "stop",
      startedMs: 1,
      endedMs: 2,
    } as const;
    const rest = { frames, responseHash: "00".repeat(32), finish, startedMs, endedMs };
    return signUsageReceipt({ ...this.#receipt(about), ...counts, ...rest }, this.#signKey);
  }

  #receipt({ transcript, attempt, quote, costNanoton }: ReceiptAbout): OuterReceipt {
    const { keyId, manifest: modelManifest } = this;
    return { requestHash: transcript, keyId, attempt, modelManifest, quote, costNanoton };
  }

  get #source() {
    return { attester: this.#attester, keyMaterial: this.#keyMaterial, deviceEvidence: new Uint8Array() };
  }
}

export interface ReceiptAbout {
  /** T in hex. */
  readonly transcript: string;
  readonly attempt: number;
  readonly quote: string;
  readonly costNanoton: Nanoton;
}
