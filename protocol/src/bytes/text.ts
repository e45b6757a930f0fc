import { MalformedError } from "./malformed.ts";

const HEX = /^(?:[0-9a-f]{2})*$/;

const BYTES_IN_HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));

export function toHex(bytes: Uint8Array): string {
  let text = "";
  for (const byte of bytes) text += BYTES_IN_HEX[byte] as string;
  return text;
}

/** Whether `text` is exactly `bytes` bytes in lower-case hex: one spelling per value, so text can be an identity. */
export const isHex = (text: string, bytes: number): boolean => text.length === bytes * 2 && HEX.test(text);

export function fromHex(text: string): Uint8Array<ArrayBuffer> {
  if (!HEX.test(text)) throw new MalformedError("hex is not lower-case or of even length");
  const bytes = new Uint8Array(text.length / 2);
  for (let i = 0; i < bytes.length; i++) bytes[i] = Number.parseInt(text.slice(2 * i, 2 * i + 2), 16);
  return bytes;
}

/** As many as a function surely takes at once. */
const ARGUMENTS = 8192;

export function toBase64Url(bytes: Uint8Array): string {
  let binary = "";
  for (let at = 0; at < bytes.length; at += ARGUMENTS)
    binary += String.fromCharCode(...bytes.subarray(at, at + ARGUMENTS));
  return btoa(binary).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

/** Accepts exactly what {@link toBase64Url} writes: no padding, no other alphabet, no stray trailing bits. */
export function fromBase64Url(text: string): Uint8Array<ArrayBuffer> {
  if (!/^[A-Za-z0-9_-]*$/.test(text) || text.length % 4 === 1) throw new MalformedError("not base64url");
  const binary = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  // A plain loop: evidence and manifests are long, and iterating over characters costs ten times as much.
  const bytes = new Uint8Array(binary.length);
  for (let i = 0; i < bytes.length; i++) bytes[i] = binary.charCodeAt(i);
  // Only the last group can hold bits that no byte takes.
  const rest = bytes.length % 3;
  const last = rest === 0 ? "" : toBase64Url(bytes.subarray(bytes.length - rest));
  if (!text.endsWith(last)) throw new MalformedError("base64url has stray bits");
  return bytes;
}
