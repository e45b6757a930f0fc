import type * as v from "valibot";
import { LIMITS, parseStrictJson } from "../api/index.ts";
import {
  ByteReader,
  concatBytes,
  type Ed25519Verifier,
  equalBytes,
  label,
  MalformedError,
  signEd25519,
  u16,
  utf8,
} from "../bytes/index.ts";

const SIGNATURE_BYTES = 64;

/** One kind of signed statement: its own label, so that none passes for another, and its one spelling (SPEC 6.7). */
export interface StatementKind<T> {
  readonly label: string;
  readonly schema: v.GenericSchema<unknown, T>;
  /** The fields in their order; JSON values only. */
  readonly fields: (statement: T) => Record<string, string | number>;
}

const spell = <T>(kind: StatementKind<T>, statement: T): Uint8Array<ArrayBuffer> =>
  utf8(JSON.stringify(kind.fields(statement)));

const message = <T>(kind: StatementKind<T>, json: Uint8Array) => concatBytes(label(kind.label), json);

/** u16 length ‖ JSON ‖ Ed25519 over label ‖ JSON (SPEC 6.7). */
export function sign<T>(kind: StatementKind<T>, statement: T, signKey: Uint8Array): Uint8Array<ArrayBuffer> {
  const json = spell(kind, statement);
  return concatBytes(u16(json.length), json, signEd25519(message(kind, json), signKey));
}

/** The statement if `signPk` signed exactly these bytes as this kind and they have their one spelling; null otherwise. */
export function verify<T>(
  kind: StatementKind<T>,
  bytes: Uint8Array,
  signPk: Uint8Array,
  verifySignature: Ed25519Verifier,
): T | null {
  try {
    const { json, signature } = split(bytes);
    if (!verifySignature(signature, message(kind, json), signPk)) return null;
    const statement = parseStrictJson(kind.schema, json, "receipt", LIMITS.receiptBytes);
    return equalBytes(spell(kind, statement), json) ? statement : null;
  } catch (error) {
    if (error instanceof MalformedError) return null;
    throw error;
  }
}

function split(bytes: Uint8Array): { json: Uint8Array; signature: Uint8Array } {
  if (bytes.length > LIMITS.receiptBytes) throw new MalformedError("receipt is too long");
  const reader = new ByteReader(bytes, "receipt");
  const json = reader.take(reader.u16());
  const signature = reader.take(SIGNATURE_BYTES);
  reader.end();
  return { json, signature };
}
