import * as v from "valibot";
import { LIMITS } from "./limits.ts";
import { ROSTER_HEADER_LIMIT_BYTES } from "./roster-limits.ts";
import {
  base64UrlText,
  count,
  hexText,
  millis,
  parseStrictJson,
  quoteText,
  shortText,
} from "./strict-json.ts";

/**
 * The control messages between a worker and the proxy it dialled (SPEC 8.6): JSON text. Envelopes and frames are binary
 * (worker-link.ts). One link serves one key; a worker that rotates its key opens a second link and drains the first.
 *
 *   proxy: challenge → worker: hello → proxy: welcome | refused
 *   worker: credit · renew · running · done · refuse · drain · evidence · offers
 *   proxy: lease · cancel · roster · attest · prices
 */
const leaseId = hexText(16);
const receipt = base64UrlText(LIMITS.receiptBytes);

/** The exact text that sign_pk signed: see roster's offers. */
const signedOffers = {
  offers: shortText(LIMITS.controlMessageBytes),
  offersSignature: base64UrlText(64),
};

const hello = v.strictObject({
  type: v.literal("hello"),
  v: v.literal(1),
  /** Ed25519 by sign_pk over {@link linkAuthMessage}. */
  auth: base64UrlText(64),
  evidence: base64UrlText(LIMITS.evidenceBytes),
  ...signedOffers,
  /** Exact bytes of the manifest of every offer. */
  manifests: v.pipe(v.array(base64UrlText(LIMITS.manifestBytes)), v.maxLength(LIMITS.modelsPerWorker)),
  /** Who is paid: see {@link readOperator}. Not attested: it is the operator's own word, and nobody else's loss. */
  operator: shortText(96),
});

export const WORKER_MESSAGES = v.variant("type", [
  hello,
  /** `slots` more leases may be sent. */
  v.strictObject({ type: v.literal("credit"), slots: count(LIMITS.slotsPerWorker) }),
  v.strictObject({
    type: v.literal("renew"),
    leases: v.pipe(v.array(leaseId), v.maxLength(LIMITS.slotsPerWorker)),
  }),
  /** A running outer receipt: settles the job if the stream breaks after its frame was relayed (SPEC 6.6). */
  v.strictObject({ type: v.literal("running"), lease: leaseId, receipt }),
  v.strictObject({ type: v.literal("done"), lease: leaseId, receipt }),
  /** Before the first frame: the job was not opened or can't be run here; a code of SPEC 4.9. */
  v.strictObject({ type: v.literal("refuse"), lease: leaseId, code: shortText(64) }),
  /** No more leases on this link, please; running ones go on. */
  v.strictObject({ type: v.literal("drain") }),
  /** Answers `attest`: a bundle whose freshness is the Merkle root over the nonces, and each nonce's own bundle. */
  v.strictObject({
    type: v.literal("evidence"),
    id: count(Number.MAX_SAFE_INTEGER),
    bundles: v.pipe(v.array(base64UrlText(LIMITS.evidenceBytes)), v.maxLength(64)),
  }),
  /** Answers `prices` where they changed what this key offers; of the models of its hello. */
  v.strictObject({ type: v.literal("offers"), ...signedOffers }),
]);
export type WorkerMessage = v.InferOutput<typeof WORKER_MESSAGES>;
export type Hello = v.InferOutput<typeof hello>;
/** What a worker offers, signed by the key of its link. */
export type SignedOffers = Pick<Hello, "offers" | "offersSignature">;

export const PROXY_MESSAGES = v.variant("type", [
  v.strictObject({ type: v.literal("challenge"), challenge: hexText(32) }),
  v.strictObject({ type: v.literal("welcome"), leaseTtlMs: millis }),
  v.strictObject({ type: v.literal("refused"), code: shortText(64), sentence: shortText(512) }),
  v.strictObject({ type: v.literal("cancel"), lease: leaseId }),
  /** The signed header of an epoch (SPEC 7.6); the worker verifies it and remembers the last six (SPEC 4.9). */
  v.strictObject({ type: v.literal("roster"), header: base64UrlText(ROSTER_HEADER_LIMIT_BYTES) }),
  v.strictObject({
    type: v.literal("attest"),
    id: count(Number.MAX_SAFE_INTEGER),
    nonces: v.pipe(v.array(hexText(32)), v.minLength(1), v.maxLength(64)),
  }),
  /** What the worker's owner asks for its models; it takes over those that are not under its own least. */
  v.strictObject({
    type: v.literal("prices"),
    prices: v.pipe(
      v.array(v.strictObject({ model: shortText(64), quote: quoteText })),
      v.minLength(1),
      v.maxLength(LIMITS.modelsPerWorker),
    ),
  }),
]);
export type ProxyMessage = v.InferOutput<typeof PROXY_MESSAGES>;
export type OwnerAsks = Extract<ProxyMessage, { type: "prices" }>["prices"];

/** @throws MalformedError */
export const parseWorkerMessage = (text: string): WorkerMessage =>
  parseStrictJson(WORKER_MESSAGES, text, "worker message", LIMITS.helloBytes);

/** @throws MalformedError */
export const parseProxyMessage = (text: string): ProxyMessage =>
  parseStrictJson(PROXY_MESSAGES, text, "proxy message", LIMITS.controlMessageBytes);
