import { MalformedError } from "./malformed.ts";

const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

export const utf8 = (text: string): Uint8Array<ArrayBuffer> => encoder.encode(text);

/** Decodes strictly: invalid UTF-8 is an error, because a replacement character would hide a change of the bytes. */
export function fromUtf8(bytes: Uint8Array): string {
  try {
    return decoder.decode(bytes);
  } catch {
    throw new MalformedError("text is not valid UTF-8");
  }
}

/** A domain-separation label: its UTF-8 bytes and one NUL (SPEC 1.3). */
export const label = (text: string): Uint8Array<ArrayBuffer> => utf8(`${text}\0`);

export function concatBytes(...parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  let length = 0;
  for (const part of parts) length += part.length;
  const whole = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** Compares without an early exit, so that timing says nothing about where two secrets differ. */
export function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  let difference = 0;
  for (let i = 0; i < a.length; i++) difference |= (a[i] as number) ^ (b[i] as number);
  return difference === 0;
}

function unsigned(bytes: number, value: bigint): Uint8Array<ArrayBuffer> {
  if (value < 0n || value >= 1n << BigInt(bytes * 8))
    throw new RangeError(`value does not fit u${bytes * 8}`);
  const out = new Uint8Array(bytes);
  for (let i = bytes - 1, rest = value; i >= 0; i--, rest >>= 8n) out[i] = Number(rest & 0xffn);
  return out;
}

/** Big-endian, fixed width: the only integers of the wire format (SPEC 1.1). */
export const u8 = (value: number): Uint8Array<ArrayBuffer> => unsigned(1, BigInt(value));
export const u16 = (value: number): Uint8Array<ArrayBuffer> => unsigned(2, BigInt(value));
export const u32 = (value: number): Uint8Array<ArrayBuffer> => unsigned(4, BigInt(value));
export const u64 = (value: bigint): Uint8Array<ArrayBuffer> => unsigned(8, value);
