import * as v from "valibot";
import {
  ByteReader,
  concatBytes,
  fromHex,
  label,
  MalformedError,
  sha256,
  toHex,
  u8,
  u16,
  u32,
  utf8,
} from "../bytes/index.ts";
import { millis, nanotonText, parseStrictJson, quoteText } from "./strict-json.ts";

/** The path of the worker's WebSocket on the proxy. */
export const WORKER_LINK_PATH = "/v1/worker";

const LEASE = 1;
const HEADER = 2;
const FRAME = 3;
const LEASE_ID_BYTES = 16;
const META_BYTES = 1024;

const leaseTerms = v.strictObject({ quote: quoteText, priceCeilingNanoton: nanotonText, notAfterMs: millis });

/** What the proxy says of the job outside the envelope; the worker refuses any difference to what stands inside. */
export type LeaseTerms = v.InferOutput<typeof leaseTerms>;

/** A worker's timed right to run one job. */
export interface LeaseMessage {
  readonly lease: string;
  /** 1 for the first worker that gets the job, one more for each lost lease. */
  readonly attempt: number;
  readonly terms: LeaseTerms;
  readonly envelope: Uint8Array;
}

/** proxy → worker: type(1) = 1 ‖ lease(16) ‖ attempt(1) ‖ u16 length ‖ terms JSON ‖ envelope (SPEC 8.7). */
export function encodeLease(message: LeaseMessage): Uint8Array<ArrayBuffer> {
  const terms = utf8(JSON.stringify(message.terms));
  const head = concatBytes(u8(LEASE), fromHex(message.lease), u8(message.attempt), u16(terms.length));
  return concatBytes(head, terms, message.envelope);
}

/** @throws MalformedError */
export function decodeLease(bytes: Uint8Array): LeaseMessage {
  const reader = new ByteReader(bytes, "lease message");
  if (reader.u8() !== LEASE) throw new MalformedError("binary message from the proxy is not a lease");
  const lease = toHex(reader.take(LEASE_ID_BYTES));
  const attempt = reader.u8();
  const terms = parseStrictJson(leaseTerms, reader.take(reader.u16()), "lease terms", META_BYTES);
  return { lease, attempt, terms, envelope: reader.take(reader.remaining) };
}

/** worker → proxy: the response header, sent with the first frame, or a frame with its sequence number. */
export type AnswerPart =
  | { readonly type: "header"; readonly lease: string; readonly header: Uint8Array }
  | { readonly type: "frame"; readonly lease: string; readonly seq: number; readonly frame: Uint8Array };

export const RESPONSE_HEADER_BYTES = 69;
export const FRAME_BYTES = 512;

export const encodeAnswerPart = (part: AnswerPart): Uint8Array<ArrayBuffer> =>
  part.type === "header"
    ? concatBytes(u8(HEADER), fromHex(part.lease), part.header)
    : concatBytes(u8(FRAME), fromHex(part.lease), u32(part.seq), part.frame);

/** @throws MalformedError */
export function decodeAnswerPart(bytes: Uint8Array): AnswerPart {
  const reader = new ByteReader(bytes, "answer message");
  const type = reader.u8();
  const lease = toHex(reader.take(LEASE_ID_BYTES));
  const part: AnswerPart =
    type === HEADER
      ? { type: "header", lease, header: reader.take(RESPONSE_HEADER_BYTES) }
      : { type: "frame", lease, seq: reader.u32(), frame: reader.take(FRAME_BYTES) };
  if (type !== HEADER && type !== FRAME)
    throw new MalformedError("binary message from the worker is of unknown type");
  reader.end();
  return part;
}

/**
 * What sign_pk signs to open a link: labelled, so it signs nothing else, and bound to the origin the worker dialled, so
 * that one proxy cannot relay it to another (SPEC 8.5).
 */
export const linkAuthMessage = (
  keyId: Uint8Array,
  origin: string,
  challenge: Uint8Array,
): Uint8Array<ArrayBuffer> =>
  concatBytes(label("cocoon/v1 worker-auth"), keyId, sha256(utf8(origin)), challenge);
