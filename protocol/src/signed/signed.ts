import type * as v from "valibot";
import { parseStrictJson } from "../api/strict-json.ts";
import {
  concatBytes,
  equalBytes,
  label,
  MalformedError,
  type Ed25519Verifier,
  type Secret,
  signEd25519,
  utf8,
  verifyEd25519,
} from "../bytes/index.ts";

export const SIGNATURE_BYTES = 64;

/** One kind of signed statement: its own label, so that none passes for another, and its one spelling (SPEC 1.5). */
export interface SignedKind<T> {
  /** How errors call it. */
  readonly what: string;
  readonly label: string;
  /** Of signature and JSON together. */
  readonly limitBytes: number;
  readonly schema: v.GenericSchema<unknown, T>;
  /** The fields in their order; JSON values only. */
  readonly fields: (statement: T) => object;
}

/** What does not depend on the statement. */
type Form = Pick<SignedKind<unknown>, "what" | "label" | "limitBytes">;

const message = (kind: Form, json: Uint8Array): Uint8Array => concatBytes(label(kind.label), json);

/** signature(64) ‖ JSON (SPEC 7.6, 10.3). @throws MalformedError for values that no reader would take */
export function encodeSigned<T>(
  kind: SignedKind<T>,
  statement: T,
  signKey: Secret<Uint8Array>,
): Uint8Array<ArrayBuffer> {
  const json = utf8(JSON.stringify(kind.fields(statement)));
  readStatement(kind, json);
  return concatBytes(signEd25519(message(kind, json), signKey.reveal()), json);
}

/** The JSON's exact bytes. @throws MalformedError when it is too long or too short to be one */
export function jsonOfSigned(kind: Form, signed: Uint8Array): Uint8Array {
  if (signed.length > kind.limitBytes)
    throw new MalformedError(`${kind.what}: larger than ${kind.limitBytes} bytes`);
  if (signed.length <= SIGNATURE_BYTES) throw new MalformedError(`${kind.what}: ends within the signature`);
  return signed.subarray(SIGNATURE_BYTES);
}

/** Whether `publicKey` (32 bytes) signed exactly these bytes as this kind. @throws MalformedError */
export const isSignedBy = (
  kind: Form,
  signed: Uint8Array,
  publicKey: Uint8Array,
  verify: Ed25519Verifier = verifyEd25519,
): boolean =>
  verify(signed.subarray(0, SIGNATURE_BYTES), message(kind, jsonOfSigned(kind, signed)), publicKey);

/** What the JSON states, whoever signed it; another spelling than the one is refused. @throws MalformedError */
export function readStatement<T>(kind: SignedKind<T>, json: Uint8Array): T {
  const statement = parseStrictJson(kind.schema, json, kind.what, kind.limitBytes - SIGNATURE_BYTES);
  if (!equalBytes(utf8(JSON.stringify(kind.fields(statement))), json))
    throw new MalformedError(`${kind.what}: not in the one spelling`);
  return statement;
}
