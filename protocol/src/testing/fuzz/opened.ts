import { FRAME_BYTES } from "../../api/index.ts";
import { parsePolicy, verifyNode } from "../../attestation/index.ts";
import { fromHex, label, Secret, signEd25519, concatBytes, u16, toHex } from "../../bytes/index.ts";
import { ClientExchange } from "../../envelope/exchange.ts";
import { openRequest } from "../../envelope/open-request.ts";
import { ReplaySet } from "../../envelope/replay-set.ts";
import { verifyOuterReceipt, verifyRunningReceipt, verifyUsageReceipt } from "../../receipt/index.ts";
import { verifyReferenceValues } from "../../reference-values/index.ts";
import { ResponseOpener } from "../../response/opener.ts";
import { ANSWERS, ENVELOPES, EVIDENCE, RECEIPTS, REFERENCES } from "./samples.ts";

type Bytes = Uint8Array<ArrayBuffer>;

const policy = parsePolicy(JSON.stringify(EVIDENCE.policy), { allowSimulated: true });

/** A client that checks evidence, as its own vectors are checked. */
export const verifyBundle = (bundle: Bytes) =>
  verifyNode({ bundle, policy, referenceValues: null, nowMs: EVIDENCE.nowMs });

/** A client that checks a live answer to its own nonce. */
export const verifyLive = (bundle: Bytes) =>
  verifyNode({
    bundle,
    policy,
    referenceValues: null,
    nowMs: EVIDENCE.nowMs,
    expectedNonce: fromHex(EVIDENCE.accept.find(({ expectedNonce }) => expectedNonce)?.expectedNonce ?? ""),
  });

/** A worker that meets an envelope for the first time. */
export function openEnvelope(envelope: Bytes) {
  const [recipient] = ENVELOPES.recipients;
  const { nowMs, keyExpiresMs, rosterRoots, manifests } = ENVELOPES.worker;
  return openRequest({
    envelope,
    keyId: fromHex(recipient?.keyId ?? ""),
    privateKey: new Secret(fromHex(recipient?.seed ?? "")),
    keyExpiresMs,
    nowMs,
    acceptsRoster: (root) => rosterRoots.includes(toHex(root)),
    replay: new ReplaySet(),
    hasManifest: (hash) => manifests.includes(toHex(hash)),
  });
}

const openerOf = (header: Uint8Array): Promise<ResponseOpener> => {
  const { transcript, keyId, enc, secret } = ANSWERS.exchange;
  const slot = {
    transcript: fromHex(transcript),
    keyId: fromHex(keyId),
    enc: fromHex(enc),
    secret: new Secret(fromHex(secret)),
  };
  return ResponseOpener.create(new ClientExchange(slot.transcript, [slot]), header);
};

/** A client that reads an answer: the header of 69 bytes, then frames. */
export async function openAnswer(bytes: Bytes): Promise<ResponseOpener> {
  const opener = await openerOf(bytes.subarray(0, 69));
  const frames = bytes.subarray(69);
  for (let seq = 0; seq * FRAME_BYTES < frames.length; seq++)
    await opener.open(seq, frames.subarray(seq * FRAME_BYTES, (seq + 1) * FRAME_BYTES));
  return opener;
}

const SIGN_PK = fromHex(RECEIPTS.signPk);

/** Anyone's bytes where a receipt is due. */
export const verifyAnyReceipt = (bytes: Bytes) => [
  verifyUsageReceipt(bytes, SIGN_PK),
  verifyOuterReceipt(bytes, SIGN_PK),
  verifyRunningReceipt(bytes, SIGN_PK),
];

/** What a worker with the key signs, whatever it says: the parser behind the signature. */
export function verifySignedReceipt(json: Bytes) {
  const body = json.subarray(0, 0xffff);
  const message = concatBytes(label("cocoon/v1 receipt"), body);
  const signed = concatBytes(u16(body.length), body, signEd25519(message, fromHex(RECEIPTS.signKey)));
  return verifyUsageReceipt(signed, SIGN_PK);
}

const [accepted] = REFERENCES.accept;

/** A client that checks a manifest beside a witness that is in order. */
export const verifyManifest = (manifest: Bytes) =>
  verifyReferenceValues({
    manifest,
    witness: fromHex(accepted?.witness ?? ""),
    keys: REFERENCES.keys,
    witnessMaxAgeMs: REFERENCES.witnessMaxAgeMs,
    allowSimulated: false,
    seen: null,
    nowMs: REFERENCES.nowMs,
  });

/** A witness statement beside a manifest that is in order. */
export const verifyWitness = (witness: Bytes) =>
  verifyReferenceValues({
    manifest: fromHex(accepted?.manifest ?? ""),
    witness,
    keys: REFERENCES.keys,
    witnessMaxAgeMs: REFERENCES.witnessMaxAgeMs,
    allowSimulated: false,
    seen: null,
    nowMs: REFERENCES.nowMs,
  });

/** What who holds the release's key signs, whatever it says: the parser behind the signature. */
export function verifySignedManifest(json: Bytes) {
  const message = concatBytes(label("cocoon/v1 reference-values"), json);
  return verifyManifest(concatBytes(signEd25519(message, fromHex(REFERENCES.manifestSignKey)), json));
}
