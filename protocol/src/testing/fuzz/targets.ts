import {
  accountEvent,
  accountStatus,
  decodeAnswerPart,
  decodeLease,
  jobStatus,
  ledgerPage,
  modelList,
  parseModelManifest,
  parseProxyMessage,
  parseWorkerMessage,
  payerSignature,
  tonProof,
  voucherAnswer,
} from "../../api/index.ts";
import { DerReader } from "../../attestation/der.ts";
import { parseGpuReport } from "../../attestation/gpu/report.ts";
import {
  crlTimes,
  EvidenceError,
  parseDeviceEvidence,
  parseEvidenceBundle,
  parseKeyMaterial,
  parsePolicy,
  parseReport,
} from "../../attestation/index.ts";
import { concatBytes, fromBase64Url, fromHex, fromUtf8, MalformedError } from "../../bytes/index.ts";
import { RefusalError } from "../../envelope/refusal.ts";
import { parseEnvelopeHeader } from "../../envelope-header/index.ts";
import { parseInferenceRequest } from "../../inference/index.ts";
import { encodeIdBlock, idKeyDigest, parseIdBlock, readFirmware } from "../../launch/index.ts";
import { friendlyAddress, parseNanoton, parseQuote, parseTon, parseTonAddress } from "../../money/index.ts";
import {
  encodeReferenceBundle,
  parseReferenceBundle,
  parseReferenceDraft,
  readReferenceManifest,
  readWitness,
} from "../../reference-values/index.ts";
import { ResponseError } from "../../response/errors.ts";
import { parseResponseHeader } from "../../response/header.ts";
import {
  encodeHeaded,
  encodeRosterPage,
  openRoster,
  parseHeaded,
  parseInclusionProof,
  parseNodeIndex,
  parseOffers,
  parseRosterPage,
  readRoster,
  RosterError,
} from "../../roster/index.ts";
import { ovmfImage } from "../ovmf-image.ts";
import * as forms from "./forms.ts";
import * as messages from "./messages.ts";
import * as opened from "./opened.ts";
import * as samples from "./samples.ts";
import type { FuzzTarget } from "./target.ts";

const WALLET = { bounceable: false, testOnly: false };

type Errors = FuzzTarget["errors"];

const target = (
  name: string,
  inputs: readonly Uint8Array[],
  parse: FuzzTarget["parse"],
  ...errors: Errors
): FuzzTarget => ({ name, samples: inputs, parse, errors });

/** A parser of text; its input may be any bytes that a decoder makes text of. */
const textTarget = (
  name: string,
  inputs: readonly Uint8Array[],
  parse: (text: string) => unknown,
  ...errors: Errors
): FuzzTarget => target(name, inputs, (bytes) => parse(samples.textOf(bytes)), ...errors);

const { report, vek, ask, ark, crl, keyMaterial } = forms.PARTS;
const [manifests, witnesses] = [
  samples.hexes(samples.REFERENCES.accept.map(({ manifest }) => manifest)),
  samples.hexes(samples.REFERENCES.accept.map(({ witness }) => witness)),
];
const drafts = manifests.flatMap((manifest) => {
  const { issuedMs: _issued, expiresMs: _expires, ...draft } = readReferenceManifest(manifest);
  return samples.json(draft);
});
const envelopes = samples.hexes(samples.ENVELOPES.accept.map(({ envelope }) => envelope));
const receipts = samples.hexes(samples.RECEIPTS.accept.map(({ receipt }) => receipt));
const header = fromHex(samples.ANSWERS.header);
const answers = samples.ANSWERS.accept.map(({ frames }) => concatBytes(header, samples.joinedFrames(frames)));
const idBlock = encodeIdBlock({
  launchDigest: samples.filled(48),
  familyId: samples.filled(16),
  imageId: samples.filled(16),
  guestSvn: 1,
  policy: 0x3_0000n,
});
const p384Spki = concatBytes(fromHex("3076301006072a8648ce3d020106052b8104002203620004"), samples.filled(96));
const bundles = manifests.map((manifest, i) =>
  encodeReferenceBundle({ manifest, witness: witnesses[i] ?? new Uint8Array() }),
);

const rosters = samples.hexes(samples.ROSTERS.accept.map(({ header: signed }) => signed));
const proofs = samples.hexes(
  samples.ROSTERS.accept.flatMap(({ proof }) => (proof === undefined ? [] : [proof])),
);
const gpus = samples
  .hexes(samples.GPUS.accept.map(({ evidence }) => evidence))
  .filter(({ length }) => length > 0);
const gpuReports = gpus.flatMap((evidence) => parseDeviceEvidence(evidence).map((device) => device.report));

/** Walks a DER structure to its leaves. */
function walkDer(bytes: Uint8Array<ArrayBuffer>, depth = 0): void {
  const reader = new DerReader(bytes);
  while (reader.next !== null) {
    const { tag, content } = reader.any();
    if ((tag & 0x20) !== 0 && depth < 32) walkDer(content, depth + 1);
  }
}

/** Every parser of this package and what it may throw; a new one is one more line. */
export const FUZZ_TARGETS: readonly FuzzTarget[] = [
  target("DER", [vek, ask, ark, crl], walkDer, MalformedError),
  target("certificate", [vek, ask, ark], forms.readCertificate, EvidenceError),
  target("revocation list", [crl], crlTimes, EvidenceError),
  target("report", [report], parseReport, EvidenceError),
  target("evidence bundle", forms.BUNDLES, parseEvidenceBundle, MalformedError),
  target("evidence, verified", forms.BUNDLES, opened.verifyBundle),
  target("evidence, verified live", forms.BUNDLES, opened.verifyLive),
  target("key material", [keyMaterial], parseKeyMaterial, MalformedError),
  target(
    "policy",
    messages.POLICIES,
    (bytes) => parsePolicy(bytes, { allowSimulated: true }),
    MalformedError,
  ),
  target("envelope header", envelopes, parseEnvelopeHeader, MalformedError),
  target("envelope, opened", envelopes.slice(0, 1), opened.openEnvelope, RefusalError),
  target("inference request", messages.REQUESTS, parseInferenceRequest, MalformedError),
  target("response header", [header], parseResponseHeader, ResponseError),
  target("answer, opened", answers, opened.openAnswer, ResponseError),
  target("frame plaintexts", forms.FRAME_PLAINTEXTS, forms.unpackFrames, MalformedError),
  target("receipt", receipts, opened.verifyAnyReceipt),
  target(
    "receipt, signed",
    samples.texts(...samples.RECEIPTS.accept.map(({ json }) => json)),
    opened.verifySignedReceipt,
  ),
  target("node index", messages.NODE_INDEXES, parseNodeIndex, MalformedError),
  target("roster header", rosters, readRoster, RosterError),
  target("roster header, verified", rosters, openRoster, RosterError),
  target(
    "roster with its nodes",
    rosters.map((signed) => encodeHeaded({ signed }, samples.filled(3))),
    parseHeaded,
    RosterError,
  ),
  target(
    "roster page",
    [encodeRosterPage(rosters.map((signed) => ({ signed })))],
    parseRosterPage,
    RosterError,
  ),
  target("inclusion proof", proofs, parseInclusionProof, RosterError),
  target("device evidence", gpus, parseDeviceEvidence, MalformedError),
  target("device evidence, appraised", gpus, opened.appraiseDevices),
  target("GPU report", gpuReports, parseGpuReport, MalformedError),
  textTarget("offers", messages.OFFERS, parseOffers, MalformedError),
  textTarget("message of a worker", messages.WORKER_MESSAGES, parseWorkerMessage, MalformedError),
  textTarget("message of a proxy", messages.PROXY_MESSAGES, parseProxyMessage, MalformedError),
  target("lease", messages.LEASES, decodeLease, MalformedError),
  target("part of an answer", messages.ANSWER_PARTS, decodeAnswerPart, MalformedError),
  target("stream records", forms.STREAMS, forms.readStream, MalformedError),
  target("job status", messages.JOB_STATUSES, messages.parserOf(jobStatus), MalformedError),
  target("model list", messages.MODEL_LISTS, messages.parserOf(modelList), MalformedError),
  target("account", messages.ACCOUNTS, messages.parserOf(accountStatus), MalformedError),
  target("account event", messages.ACCOUNT_EVENTS, messages.parserOf(accountEvent), MalformedError),
  target("TON proof", messages.TON_PROOFS, messages.parserOf(tonProof), MalformedError),
  target("ledger page", messages.LEDGER_PAGES, messages.parserOf(ledgerPage), MalformedError),
  target("voucher answer", messages.VOUCHER_ANSWERS, messages.parserOf(voucherAnswer), MalformedError),
  target("payer's signature", messages.PAYER_SIGNATURES, messages.parserOf(payerSignature), MalformedError),
  target("model manifest", messages.MODEL_MANIFESTS, parseModelManifest, MalformedError),
  target("reference manifest", manifests, readReferenceManifest, MalformedError),
  target("reference manifest, verified", manifests, opened.verifyManifest),
  target(
    "reference manifest, signed",
    samples.texts(...samples.REFERENCES.accept.map(({ manifestJson }) => manifestJson)),
    opened.verifySignedManifest,
  ),
  target("reference draft", drafts, parseReferenceDraft, MalformedError),
  target("reference bundle", bundles, parseReferenceBundle, MalformedError),
  target("witness", witnesses, readWitness, MalformedError),
  target("witness, verified", witnesses, opened.verifyWitness),
  target("firmware", [ovmfImage(), ovmfImage({ sections: [] })], readFirmware, MalformedError),
  target("ID block", [idBlock], parseIdBlock, MalformedError),
  target("ID key", [p384Spki], idKeyDigest, MalformedError),
  textTarget("nanoton", samples.texts("0", "9223372036854775807"), parseNanoton, MalformedError),
  textTarget("TON", samples.texts("1.5", "9223372036"), parseTon, MalformedError),
  textTarget(
    "TON address",
    samples.texts(`0:${"5a".repeat(32)}`, friendlyAddress(`0:${"5a".repeat(32)}`, WALLET)),
    parseTonAddress,
    MalformedError,
  ),
  textTarget("quote", samples.texts("1000000/250000/4000000"), parseQuote, MalformedError),
  textTarget("hex", samples.texts("00ff"), fromHex, MalformedError),
  textTarget("base64url", samples.texts("AAEC_w"), fromBase64Url, MalformedError),
  target("UTF-8", samples.texts("ё🌤"), fromUtf8, MalformedError),
];
