import { TAG } from "../attestation/der.ts";
import { concatBytes, fromHex, u8, utf8 } from "../bytes/index.ts";

type Bytes = Uint8Array<ArrayBuffer>;

/** One DER element: the mirror of the reader in attestation/der.ts. */
export function der(tag: number, ...contents: readonly Uint8Array[]): Bytes {
  const content = concatBytes(...contents);
  return concatBytes(u8(tag), lengthOf(content.length), content);
}

function lengthOf(length: number): Bytes {
  if (length < 0x80) return u8(length);
  const bytes: number[] = [];
  for (let rest = length; rest > 0; rest = Math.floor(rest / 256)) bytes.unshift(rest % 256);
  return new Uint8Array([0x80 | bytes.length, ...bytes]);
}

export const sequence = (...contents: readonly Uint8Array[]): Bytes => der(TAG.sequence, ...contents);

/** An INTEGER that is not negative, from 0 to 2⁵³ − 1. */
export function integer(value: number): Bytes {
  const bytes: number[] = [value % 256];
  for (let rest = Math.floor(value / 256); rest > 0; rest = Math.floor(rest / 256)) bytes.unshift(rest % 256);
  return der(TAG.integer, new Uint8Array((bytes[0] as number) >= 0x80 ? [0, ...bytes] : bytes));
}

/** An INTEGER from big-endian bytes. */
export function integerOf(bytes: Uint8Array): Bytes {
  const first = bytes.findIndex((byte) => byte !== 0);
  const minimal = first < 0 ? new Uint8Array(1) : bytes.subarray(first);
  return der(TAG.integer, (minimal[0] as number) >= 0x80 ? u8(0) : new Uint8Array(), minimal);
}

/** An object identifier by its content octets in hex. */
export const oid = (hex: string): Bytes => der(TAG.oid, fromHex(hex));

export const bitString = (bytes: Uint8Array): Bytes => der(TAG.bitString, u8(0), bytes);

export const ia5String = (text: string): Bytes => der(TAG.ia5String, utf8(text));

/** A UTCTime: years 1950 to 2049. */
export const utcTime = (ms: number): Bytes =>
  der(TAG.utcTime, utf8(`${new Date(ms).toISOString().replaceAll(/[-:T]/g, "").slice(2, 14)}Z`));
