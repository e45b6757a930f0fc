import { RESPONSE_HEADER_BYTES } from "../api/index.ts";
import { ByteReader, concatBytes, equalBytes, u8, utf8 } from "../bytes/index.ts";
import { ResponseError } from "./errors.ts";

const MAGIC = utf8("CCR1");
const KEY_ID_BYTES = 32;
const NONCE_BYTES = 32;

/** The clear part of an answer (SPEC 5.1). */
export interface ResponseHeader {
  readonly keyId: Uint8Array;
  /** 1 for the first lease of the job. */
  readonly attempt: number;
  /** 32 random bytes: two answers to one request never share a key. */
  readonly responseNonce: Uint8Array;
}

export const newResponseNonce = (): Uint8Array<ArrayBuffer> =>
  crypto.getRandomValues(new Uint8Array(NONCE_BYTES));

export const encodeResponseHeader = ({
  keyId,
  attempt,
  responseNonce,
}: ResponseHeader): Uint8Array<ArrayBuffer> => concatBytes(MAGIC, keyId, u8(attempt), responseNonce);

/** @throws ResponseError malformed_header */
export function parseResponseHeader(bytes: Uint8Array): ResponseHeader {
  if (bytes.length !== RESPONSE_HEADER_BYTES || !equalBytes(bytes.subarray(0, MAGIC.length), MAGIC))
    throw new ResponseError("malformed_header", "not a response header");
  const reader = new ByteReader(bytes, "response header");
  reader.take(MAGIC.length);
  const keyId = reader.take(KEY_ID_BYTES);
  const attempt = reader.u8();
  if (attempt === 0) throw new ResponseError("malformed_header", "attempts count from 1");
  return { keyId, attempt, responseNonce: reader.take(NONCE_BYTES) };
}
