import {
  type Hello,
  linkAuthMessage,
  manifestHash,
  type OperatorForm,
  parseModelManifest,
  readOperator,
  type SignedOffers,
} from "@cocoon/protocol/api";
import { type AppraisalPolicy, type VerifiedNode, verifyNode } from "@cocoon/protocol/attestation";
import { fromBase64Url, fromHex, MalformedError, verifyEd25519 } from "@cocoon/protocol/bytes";
import type { VerifiedReferenceValues } from "@cocoon/protocol/reference-values";
import { encodeOffers, type Offer, parseOffers, verifyOffers } from "@cocoon/protocol/roster";
import { AdmissionError } from "./admission-error.ts";
import type { LiveNode } from "./node.ts";

export interface AdmissionContext {
  readonly policy: AppraisalPolicy;
  /** What that policy accepts of the values this proxy carries; null for none. */
  readonly referenceValues: VerifiedReferenceValues | null;
  /** The origin that workers dial: the link's signature is bound to it. */
  readonly origin: string;
  readonly challenge: Uint8Array;
  /** Who can be paid. */
  readonly operators: OperatorForm;
  readonly holder: string;
  readonly nowMs: number;
}

/**
 * Decides whether a worker may take jobs here. No client relies on it: each verifies the same evidence itself. It keeps
 * out workers that every client would refuse, and gives the proxy the key under which receipts are settled.
 * @throws AdmissionError, or MalformedError for bytes that are not of their form
 */
export async function admit(hello: Hello, context: AdmissionContext): Promise<LiveNode> {
  const evidence = fromBase64Url(hello.evidence);
  const { policy, referenceValues, nowMs } = context;
  const verdict = await verifyNode({ bundle: evidence, policy, referenceValues, nowMs });
  if (!verdict.ok) throw new AdmissionError(verdict.code, verdict.sentence);
  const { node } = verdict;
  checkLink(hello, node, context);
  const { chipId } = node;
  // A list has one entry for each chip, and no client seals to a machine that it can't tell from others (SPEC 7.1).
  if (chipId === null)
    throw new AdmissionError("chip_identity_missing", "The report does not tell which chip it comes from.");
  const operator = checkOperator(hello, context);
  const offers = checkOffers(hello, node);
  return {
    entry: {
      keyId: node.keyIdHex,
      chipId,
      operator,
      expiresMs: node.expiresMs,
      offers: hello.offers,
      offersSignature: hello.offersSignature,
    },
    offers,
    measurement: node.measurement,
    signPk: node.signPk,
    evidence,
    manifests: checkManifests(hello, offers),
    holder: context.holder,
    admittedMs: context.nowMs,
  };
}

/**
 * The node with offers that its key has signed anew: of models that it offered before, at other prices (SPEC 8.6).
 * @throws AdmissionError, MalformedError
 */
export function reoffer(node: LiveNode, { offers: text, offersSignature }: SignedOffers): LiveNode {
  const { entry, signPk } = node;
  const models = node.offers.map(({ model, manifest }) => ({ id: model, manifest }));
  const offers = checkOffers(
    { offers: text, offersSignature },
    { keyId: fromHex(entry.keyId), signPk, models },
  );
  return { ...node, entry: { ...entry, offers: text, offersSignature }, offers };
}

function checkLink(hello: Hello, node: VerifiedNode, { origin, challenge }: AdmissionContext): void {
  const message = linkAuthMessage(node.keyId, origin, challenge);
  if (!verifyEd25519(fromBase64Url(hello.auth), message, node.signPk))
    throw new AdmissionError("link_auth_failed", `The link is not signed by the attested key for ${origin}.`);
}

/** Earnings of one owner stand on one account, however each of their workers spells the address (SPEC 6.10). */
function checkOperator({ operator }: Hello, { operators }: AdmissionContext): string {
  try {
    return readOperator(operator, operators);
  } catch (error) {
    if (!(error instanceof MalformedError)) throw error;
    const form = operators === "address" ? "a TON address" : "a TON address or a name";
    throw new AdmissionError("operator_malformed", `The operator is not ${form}: ${error.message}.`);
  }
}

function checkOffers(signed: SignedOffers, node: Pick<VerifiedNode, "keyId" | "signPk" | "models">): Offer[] {
  if (!verifyOffers(node.keyId, signed.offers, fromBase64Url(signed.offersSignature), node.signPk))
    throw new AdmissionError("offers_signature", "The offers are not signed by the attested key.");
  const offers = parseOffers(signed.offers);
  // Every client fetches them, so no worker may blow them up (SPEC 7.2).
  if (encodeOffers(offers) !== signed.offers) throw new MalformedError("offers: not in the one spelling");
  for (const { model, manifest } of offers)
    if (!node.models.some((attested) => attested.id === model && attested.manifest === manifest))
      throw new AdmissionError(
        "offer_not_attested",
        `The key material does not attest the offered model ${model}.`,
      );
  return offers;
}

/** Each offered manifest, once, under the hash of its exact bytes. */
function checkManifests(hello: Hello, offers: readonly Offer[]): Map<string, Uint8Array> {
  const manifests = new Map<string, Uint8Array>();
  for (const text of hello.manifests) {
    const bytes = fromBase64Url(text);
    parseModelManifest(bytes);
    manifests.set(manifestHash(bytes), bytes);
  }
  for (const { model, manifest } of offers) {
    const bytes = manifests.get(manifest);
    if (!bytes || parseModelManifest(bytes).id !== model)
      throw new AdmissionError(
        "manifest_missing",
        `The manifest of the offered model ${model} was not sent.`,
      );
  }
  return manifests;
}
