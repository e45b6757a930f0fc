import { type Hello, linkAuthMessage } from "@cocoon/protocol/api";
import {
  type AppraisalPolicy,
  buildEvidence,
  encodeKeyMaterial,
  type VerifiedNode,
  verifyNode,
} from "@cocoon/protocol/attestation";
import { generateEd25519, signEd25519, toBase64Url } from "@cocoon/protocol/bytes";
import { generateHpkeKeyPair, type HpkeKeyPair } from "@cocoon/protocol/hpke";
import { encodeOffers, signOffers } from "@cocoon/protocol/roster";
import { SimulatedAttester, SimulatedBeaconFeed, type SimulatedPki } from "@cocoon/protocol/testing";
import { BenchError } from "../suite.ts";
import { MANIFEST, OFFER } from "./model.ts";

const LIFE_MS = 3_600_000;

/** A worker's keys under a SIMULATED chip, and all that proves them: as real as the proxy and a client can tell. */
export interface StubIdentity {
  readonly name: string;
  /** As a client that verified the evidence holds it. */
  readonly node: VerifiedNode;
  readonly hpke: HpkeKeyPair;
  readonly signKey: Uint8Array;
  readonly evidence: Uint8Array;
}

export async function newStubIdentity(
  pki: SimulatedPki,
  policy: AppraisalPolicy,
  name: string,
): Promise<StubIdentity> {
  const nowMs = Date.now();
  const hpke = await generateHpkeKeyPair();
  const { secretKey: signKey, publicKey: signPk } = generateEd25519();
  const keyMaterial = encodeKeyMaterial({
    hpkePk: hpke.publicKey,
    signPk,
    createdMs: nowMs,
    expiresMs: nowMs + LIFE_MS,
    beacon: await new SimulatedBeaconFeed().latest(),
    models: [{ id: OFFER.model, manifest: OFFER.manifest }],
    gpu: { policy: "none" },
    imageId: "bench",
  });
  const attester = new SimulatedAttester(pki, name);
  const evidence = await buildEvidence({ attester, keyMaterial, deviceEvidence: new Uint8Array() });
  const verdict = await verifyNode({ bundle: evidence, policy, referenceValues: null, nowMs });
  if (!verdict.ok) throw new BenchError(`The evidence of ${name} is refused: ${verdict.sentence}`);
  return { name, node: verdict.node, hpke, signKey, evidence };
}

/** The first message on a link, bound to the origin dialled and to its challenge (SPEC 8.5). */
export function helloOf(
  { name, node, signKey, evidence }: StubIdentity,
  origin: string,
  challenge: Uint8Array,
): Hello {
  const offers = encodeOffers([OFFER]);
  return {
    type: "hello",
    v: 1,
    auth: toBase64Url(signEd25519(linkAuthMessage(node.keyId, origin, challenge), signKey)),
    evidence: toBase64Url(evidence),
    offers,
    offersSignature: toBase64Url(signOffers(node.keyId, offers, signKey)),
    manifests: [toBase64Url(MANIFEST)],
    operator: name,
  };
}
