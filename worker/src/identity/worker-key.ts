import { linkAuthMessage, type SignedOffers } from "@cocoon/protocol/api";
import {
  type Attester,
  type BeaconFeed,
  buildEvidence,
  buildLiveEvidence,
  encodeDeviceEvidence,
  encodeKeyMaterial,
  gpuNonceOf,
  type EvidenceSource,
  keyIdOf,
} from "@cocoon/protocol/attestation";
import { generateEd25519, Secret, signEd25519, toBase64Url, toHex } from "@cocoon/protocol/bytes";
import { generateHpkeKeyPair, type HpkeKeyPair } from "@cocoon/protocol/hpke";
import {
  type OuterReceipt,
  type RunningReceipt,
  signOuterReceipt,
  signRunningReceipt,
  signUsageReceipt,
  type UsageReceipt,
} from "@cocoon/protocol/receipt";
import { encodeOffers, type Offer, signOffers } from "@cocoon/protocol/roster";
import type { GpuAttester } from "./gpu/gpu-attester.ts";

type Bytes = Uint8Array<ArrayBuffer>;

/** What every key of this worker stands for. */
export interface KeyRecipe {
  readonly attester: Attester;
  readonly beacon: BeaconFeed;
  /** Null for a machine whose GPU, if any, is not attested. */
  readonly gpu: GpuAttester | null;
  /** Which models it attests; at what price is not attested. */
  readonly offers: readonly Pick<Offer, "model" | "manifest">[];
  readonly imageId: string;
  /** At most 12 hours (SPEC 2.4). */
  readonly lifeMs: number;
}

/**
 * One key of the worker, from its making to its end: the pair that requests are sealed to, the pair that signs, and the
 * evidence that both were made in this machine. Private keys are in memory only, so a restart has new ones.
 */
export class WorkerKey {
  readonly keyId: Bytes;
  readonly keyIdHex: string;
  readonly createdMs: number;
  readonly expiresMs: number;
  /** The mode-0 bundle (SPEC 2.7). */
  readonly evidence: Bytes;
  readonly #hpke: HpkeKeyPair;
  readonly #signKey: Secret<Uint8Array>;
  readonly #source: EvidenceSource;

  private constructor(parts: KeyParts, evidence: Bytes) {
    const { recipe, hpke, signKey, source, createdMs } = parts;
    this.keyId = keyIdOf(source.keyMaterial);
    this.keyIdHex = toHex(this.keyId);
    this.createdMs = createdMs;
    this.expiresMs = createdMs + recipe.lifeMs;
    this.evidence = evidence;
    this.#hpke = hpke;
    this.#signKey = signKey;
    this.#source = source;
  }

  /** Makes a new key and has the machine attest it. @throws what attester or beacon fail with */
  static async create(recipe: KeyRecipe, nowMs: number): Promise<WorkerKey> {
    const parts = await newParts(recipe, nowMs);
    try {
      return new WorkerKey(parts, await buildEvidence(parts.source));
    } catch (error) {
      eraseKeys(parts);
      throw error;
    }
  }

  /** Opens what is sealed to this key. */
  get privateKey(): Secret<Bytes> {
    return this.#hpke.privateKey;
  }

  /** One bundle per nonce, all over one report (SPEC 2.8). */
  liveEvidence(nonces: readonly Uint8Array[]): Promise<Bytes[]> {
    return buildLiveEvidence(this.#source, nonces);
  }

  /** Proves to the proxy at `origin` that this link is the key's own (SPEC 8.5). */
  signLink(origin: string, challenge: Uint8Array): Bytes {
    return signEd25519(linkAuthMessage(this.keyId, origin, challenge), this.#signKey.reveal());
  }

  /** The exact text that clients get, and its signature (SPEC 7.2). */
  signOffers(list: readonly Offer[]): SignedOffers {
    const offers = encodeOffers(list);
    const offersSignature = toBase64Url(signOffers(this.keyId, offers, this.#signKey.reveal()));
    return { offers, offersSignature };
  }

  signUsage(receipt: UsageReceipt): Bytes {
    return signUsageReceipt(receipt, this.#signKey.reveal());
  }

  signOuter(receipt: OuterReceipt): Bytes {
    return signOuterReceipt(receipt, this.#signKey.reveal());
  }

  signRunning(receipt: RunningReceipt): Bytes {
    return signRunningReceipt(receipt, this.#signKey.reveal());
  }

  /** Overwrites the private keys: nothing sealed to this key can be opened any more. */
  erase(): void {
    eraseKeys({ hpke: this.#hpke, signKey: this.#signKey });
  }
}

interface KeyParts {
  readonly recipe: KeyRecipe;
  readonly hpke: HpkeKeyPair;
  readonly signKey: Secret<Uint8Array>;
  readonly source: EvidenceSource;
  readonly createdMs: number;
}

async function newParts(recipe: KeyRecipe, createdMs: number): Promise<KeyParts> {
  const beacon = await recipe.beacon.latest();
  const hpke = await generateHpkeKeyPair();
  const { secretKey, publicKey: signPk } = generateEd25519();
  const keyMaterial = encodeKeyMaterial({
    hpkePk: hpke.publicKey,
    signPk,
    createdMs,
    expiresMs: createdMs + recipe.lifeMs,
    beacon,
    models: recipe.offers.map(({ model, manifest }) => ({ id: model, manifest })),
    gpu: { policy: recipe.gpu ? "tee" : "none" },
    imageId: recipe.imageId,
  });
  const signKey = new Secret(secretKey);
  try {
    const deviceEvidence = await deviceEvidenceOf(recipe, keyMaterial);
    const source = { attester: recipe.attester, keyMaterial, deviceEvidence };
    return { recipe, hpke, signKey, source, createdMs };
  } catch (error) {
    eraseKeys({ hpke, signKey });
    throw error;
  }
}

/** Once for each key: its nonce depends on the key alone, so that live checks need no new one (SPEC 2.9). */
async function deviceEvidenceOf({ gpu }: KeyRecipe, keyMaterial: Uint8Array): Promise<Uint8Array> {
  return gpu ? encodeDeviceEvidence(await gpu.evidence(gpuNonceOf(keyMaterial))) : new Uint8Array();
}

function eraseKeys({ hpke, signKey }: Pick<KeyParts, "hpke" | "signKey">): void {
  hpke.privateKey.reveal().fill(0);
  signKey.reveal().fill(0);
}
