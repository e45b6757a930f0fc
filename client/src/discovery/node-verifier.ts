import type { RegistryState } from "@cocoon/contracts/registry";
import {
  type AppraisalPolicy,
  type NodeVerdict,
  type VerifiedNode,
  verifyNode,
  type VerifyNodeInput,
} from "@cocoon/protocol/attestation";
import { fromBase64Url, MalformedError, withSignatures } from "@cocoon/protocol/bytes";
import type { VerifiedReferenceValues } from "@cocoon/protocol/reference-values";
import { type NodeEntry, type Offer, parseOffers, verifyOffers } from "@cocoon/protocol/roster";
import { ClientError } from "../errors.ts";
import type { Clock, Random } from "../ports.ts";
import { allowsOffer, refusalOfNode } from "../registry/rules.ts";
import type { RegistryView } from "../registry/view.ts";
import {
  type Candidate,
  type Checked,
  DISCOVERY_PROBLEMS,
  type DiscoveryProblem,
  modelNotListed,
} from "./candidate.ts";
import type { ReferenceSource } from "./reference-source.ts";

export interface NodeVerifierOptions {
  /** Fetches a bundle; with a nonce, one made for it. */
  readonly evidence: (
    keyIdHex: string,
    nonce: Uint8Array | null,
    signal?: AbortSignal,
  ) => Promise<Uint8Array>;
  readonly policy: AppraisalPolicy;
  readonly references: Pick<ReferenceSource, "current">;
  /** The caller's registry, which warns of images and keys; null for none. */
  readonly registry: Pick<RegistryView, "current"> | null;
  readonly random: Random;
  readonly clock: Clock;
  /** Is told of each bundle that was judged: for who shows what was found. */
  readonly onJudged?: ((judgement: Judgement) => void) | undefined;
}

/** One bundle of a listed node, as the verifier had it, and what became of it. */
export interface Judgement {
  readonly entry: NodeEntry;
  readonly input: VerifyNodeInput;
  readonly verdict: NodeVerdict;
}

const NONCE_BYTES = 32;

type Rejected = Extract<Checked, { ok: false }>;
/** A node that passed, and the hash of the reference values under which: it counts under no others (SPEC 10.5). */
interface Passed {
  readonly ok: true;
  readonly node: VerifiedNode;
  readonly values: string | undefined;
}
type Verdict = Passed | Rejected;

/** Verifies nodes against the caller's policy; remembers those that passed, in memory, per key, until the key expires. */
export class NodeVerifier {
  readonly #options: NodeVerifierOptions;
  readonly #passed = new Map<string, Passed>();
  readonly #live = new Map<string, Passed>();
  #values: VerifiedReferenceValues | null = null;
  #listed: RegistryState | null = null;

  constructor(options: NodeVerifierOptions) {
    this.#options = options;
  }

  /**
   * Brings the registry and the reference values up to date; to be called before nodes are verified. Verdicts under other
   * values no longer count.
   * @throws ClientError `registry_unreadable`, `registry_refused`, `reference_values_refused`, and when they can't be fetched
   */
  async refresh(signal?: AbortSignal): Promise<void> {
    const { registry, references } = this.#options;
    this.#listed = registry && (await registry.current());
    this.#values = await references.current(signal);
  }

  /** Checks evidence, chip and offers of one entry. @throws ClientError only when the ask as a whole can't go on. */
  async verify(entry: NodeEntry, signal?: AbortSignal): Promise<Checked> {
    const known = this.#known(entry);
    if (known) return this.#asCandidate(entry, known);
    const verdict = await this.#appraised(entry, null, signal);
    if (!verdict.ok) return verdict;
    this.#passed.set(entry.keyId, verdict);
    return this.#asCandidate(entry, verdict.node);
  }

  /** The check against this client's own nonce, once per key: before it nothing may be sealed to the node. */
  async verifyLive(entry: NodeEntry, signal?: AbortSignal): Promise<Checked> {
    const first = await this.verify(entry, signal);
    if (!first.ok || first.candidate.live) return first;
    return this.#asked(entry, first.candidate, signal);
  }

  /** As {@link NodeVerifier.verifyLive}, but with a new nonce also where one was answered before. */
  async verifyAnew(entry: NodeEntry, signal?: AbortSignal): Promise<Checked> {
    const first = await this.verify(entry, signal);
    return first.ok ? this.#asked(entry, first.candidate, signal) : first;
  }

  async #asked(entry: NodeEntry, { chipId }: Candidate, signal: AbortSignal | undefined): Promise<Checked> {
    const verdict = await this.#appraised(entry, this.#options.random(NONCE_BYTES), signal);
    if (!verdict.ok) return verdict;
    if (verdict.node.chipId !== chipId) return this.#reject(entry, "live_check_differs");
    this.#live.set(entry.keyId, verdict);
    return this.#asCandidate(entry, verdict.node);
  }

  /** The newest verified state of the entry's key; what has expired, or passed under other values, is forgotten. */
  #known(entry: NodeEntry): VerifiedNode | undefined {
    const nowMs = this.#options.clock();
    const current = this.#values?.manifestHash;
    for (const nodes of [this.#passed, this.#live])
      for (const [keyId, { node, values }] of nodes)
        if (node.expiresMs <= nowMs || values !== current) nodes.delete(keyId);
    return (this.#live.get(entry.keyId) ?? this.#passed.get(entry.keyId))?.node;
  }

  async #appraised(
    entry: NodeEntry,
    nonce: Uint8Array | null,
    signal: AbortSignal | undefined,
  ): Promise<Verdict> {
    const bundle = await this.#fetched(entry, nonce, signal);
    if (!(bundle instanceof Uint8Array)) return bundle;
    for (;;) {
      const values = this.#values;
      const verdict = await this.#judged(entry, bundle, nonce, values);
      // Another ask may have brought newer values meanwhile, which may have withdrawn this very image.
      if (values?.manifestHash === this.#values?.manifestHash) return verdict;
    }
  }

  async #judged(
    entry: NodeEntry,
    bundle: Uint8Array,
    nonce: Uint8Array | null,
    referenceValues: VerifiedReferenceValues | null,
  ): Promise<Verdict> {
    const { policy, clock, onJudged } = this.#options;
    const asked = nonce && { expectedNonce: nonce };
    const input: VerifyNodeInput = { bundle, policy, referenceValues, nowMs: clock(), ...asked };
    const result = await verifyNode(input);
    onJudged?.({ entry, input, verdict: result });
    if (!result.ok) {
      const { code, clause, sentence } = result;
      return {
        ok: false,
        rejection: { keyIdHex: entry.keyId, operator: entry.operator, code, clause, sentence },
      };
    }
    if (result.node.keyIdHex !== entry.keyId) return this.#reject(entry, "key_mismatch");
    if (result.node.expiresMs <= clock()) return this.#reject(entry, "key_expired");
    return { ok: true, node: result.node, values: referenceValues?.manifestHash };
  }

  /** A node whose evidence can't be had is one rejection; what concerns the caller or the proxy as a whole is thrown. */
  async #fetched(
    entry: NodeEntry,
    nonce: Uint8Array | null,
    signal: AbortSignal | undefined,
  ): Promise<Uint8Array | Rejected> {
    try {
      return await this.#options.evidence(entry.keyId, nonce, signal);
    } catch (error) {
      if (!(error instanceof ClientError) || error.code === "aborted" || error.code === "unauthorized")
        throw error;
      return this.#reject(entry, "evidence_unavailable", error.message);
    }
  }

  async #asCandidate(entry: NodeEntry, node: VerifiedNode): Promise<Checked> {
    const refusal = this.#listed && refusalOfNode(this.#listed, node);
    if (refusal)
      return { ok: false, rejection: { keyIdHex: entry.keyId, operator: entry.operator, ...refusal } };
    if (node.chipId === null) return this.#reject(entry, "no_chip_identity");
    if (node.chipId !== entry.chipId) return this.#reject(entry, "chip_mismatch");
    const attested = await attestedOffers(entry, node);
    if (typeof attested === "string") return this.#reject(entry, attested);
    const isUnlisted = (offer: Offer) =>
      node.unlistedModels.some((unlisted) => unlisted.manifest === offer.manifest) ||
      (this.#listed !== null && !allowsOffer(this.#listed, offer));
    const offers = attested.filter((offer) => !isUnlisted(offer));
    if (offers.length === 0) return { ok: false, rejection: modelNotListed(entry) };
    return {
      ok: true,
      candidate: {
        node,
        chipId: node.chipId,
        operator: entry.operator,
        offers,
        unlistedOffers: attested.filter(isUnlisted),
        live: this.#live.get(entry.keyId)?.node === node,
      },
    };
  }

  #reject(entry: NodeEntry, code: DiscoveryProblem, detail?: string): Rejected {
    const sentence = detail ? `${DISCOVERY_PROBLEMS[code]} ${detail}` : DISCOVERY_PROBLEMS[code];
    return {
      ok: false,
      rejection: { keyIdHex: entry.keyId, operator: entry.operator, code, clause: null, sentence },
    };
  }
}

/** The entry's offers, when the attested key signed them and each model stands in the attested key material. */
async function attestedOffers(
  entry: NodeEntry,
  node: VerifiedNode,
): Promise<readonly Offer[] | DiscoveryProblem> {
  try {
    const signature = fromBase64Url(entry.offersSignature);
    const signed = await withSignatures((verify) =>
      verifyOffers(node.keyId, entry.offers, signature, node.signPk, verify),
    );
    if (!signed) return "offers_forged";
    const offers = parseOffers(entry.offers);
    const attested = offers.every((offer) =>
      node.models.some(({ id, manifest }) => id === offer.model && manifest === offer.manifest),
    );
    return attested ? offers : "offer_not_attested";
  } catch (error) {
    if (error instanceof MalformedError) return "offers_malformed";
    throw error;
  }
}
