import { encodeAnswerPart } from "@cocoon/protocol/api";
import { toBase64Url, toHex } from "@cocoon/protocol/bytes";
import type { Exchange } from "@cocoon/protocol/envelope";
import { costNanoton } from "@cocoon/protocol/money";
import { signOuterReceipt, signUsageReceipt } from "@cocoon/protocol/receipt";
import { ResponseSealer } from "@cocoon/protocol/response";
import type { StubIdentity } from "./identity.ts";
import { OFFER } from "./model.ts";
import { QUOTE } from "./request.ts";

/** A worker's whole answer to one job, sealed and signed before anyone has asked; only the lease's id is still open. */
export interface ReadyAnswer {
  /** Binary messages of the link: the header, then each frame. Their lease is zeros: see {@link withLease}. */
  readonly parts: readonly Uint8Array[];
  /** Signed outer receipt, base64url. */
  readonly receipt: string;
}

const NO_LEASE = "00".repeat(16);
/** A part is type(1) ‖ lease(16) ‖ …. */
const LEASE_AT = 1;
const COUNTS = { promptTokens: 900, cachedTokens: 0, completionTokens: 60 };
export const ANSWER_TEXT = "An answer of a sentence or two, as most of them are. ".repeat(4);

/** Seals it by the exchange that the client has with this worker, so that nothing needs to be opened. */
export async function newReadyAnswer(
  { node, signKey }: StubIdentity,
  exchange: Exchange,
): Promise<ReadyAnswer> {
  const sealer = await ResponseSealer.create(exchange, 1);
  sealer.write({ type: "delta", text: ANSWER_TEXT });
  const frames = await sealer.takeFrames({ flush: true });
  const cost = costNanoton(OFFER.price, COUNTS);
  const job = {
    requestHash: toHex(exchange.transcript),
    keyId: node.keyIdHex,
    attempt: 1,
    modelManifest: OFFER.manifest,
    quote: QUOTE,
  };
  const usage = {
    ...job,
    ...COUNTS,
    costNanoton: cost,
    frames: sealer.frames,
    responseHash: toHex(sealer.responseHash()),
    finish: "stop" as const,
    startedMs: 1,
    endedMs: 2,
  };
  frames.push(...(await sealer.finish(signUsageReceipt(usage, signKey))));
  const outer = signOuterReceipt({ ...job, costNanoton: sealer.roundCost(cost) }, signKey);
  return { parts: partsOf(sealer.header, frames), receipt: toBase64Url(outer) };
}

const partsOf = (header: Uint8Array, frames: readonly Uint8Array[]): Uint8Array[] => [
  encodeAnswerPart({ type: "header", lease: NO_LEASE, header }),
  ...frames.map((frame, seq) => encodeAnswerPart({ type: "frame", lease: NO_LEASE, seq, frame })),
];

/** The part for a lease, in place: an answer is given once. */
export function withLease(part: Uint8Array, lease: Uint8Array): Uint8Array {
  part.set(lease, LEASE_AT);
  return part;
}
