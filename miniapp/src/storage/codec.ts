import { fromBase64Url, fromUtf8, toBase64Url, utf8 } from "@cocoon/protocol/bytes";

/** Spellings of what JSON has none for; nothing that is stored has a field of these names. */
const BIGINT = "$bigint";
const BYTES = "$bytes";

/** Plain data as UTF-8 of JSON, with bigints and bytes in it. */
export const encode = (value: unknown): Uint8Array<ArrayBuffer> => utf8(JSON.stringify(value, write));

/** What {@link encode} wrote. @throws MalformedError, SyntaxError or RangeError for what it did not write */
export const decode = (bytes: Uint8Array): unknown => JSON.parse(fromUtf8(bytes), read);

function write(_: string, value: unknown): unknown {
  if (typeof value === "bigint") return { [BIGINT]: String(value) };
  if (value instanceof Uint8Array) return { [BYTES]: toBase64Url(value) };
  return value;
}

function read(_: string, value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  const { [BIGINT]: number, [BYTES]: bytes } = value as Record<string, unknown>;
  if (typeof number === "string" && /^-?\d{1,40}$/.test(number)) return BigInt(number);
  if (typeof bytes === "string") return fromBase64Url(bytes);
  return value;
}
