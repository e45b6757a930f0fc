import * as v from "valibot";
import { fromUtf8, MalformedError } from "../bytes/index.ts";

/**
 * Parses JSON against a strict schema, its size bounded first. Errors name the path and the rule, never the value,
 * because a value may be a person's text or a key.
 * @throws MalformedError
 */
export function parseStrictJson<S extends v.GenericSchema>(
  schema: S,
  json: Uint8Array | string,
  what: string,
  limitBytes: number,
): v.InferOutput<S> {
  if (json.length > limitBytes) throw new MalformedError(`${what} is larger than ${limitBytes} bytes`);
  const result = v.safeParse(schema, decodeJson(json, what), { abortEarly: true });
  if (result.success) return result.output;
  throw new MalformedError(`${what}: ${describe(result.issues[0])}`);
}

function decodeJson(json: Uint8Array | string, what: string): unknown {
  try {
    return JSON.parse(typeof json === "string" ? json : fromUtf8(json));
  } catch {
    throw new MalformedError(`${what} is not JSON`);
  }
}

function describe(issue: v.BaseIssue<unknown>): string {
  const path = issue.path?.map((item) => String(item.key)).join(".") || "the whole";
  if (issue.kind === "schema" && issue.expected === "never")
    return `field "${path.slice(0, 64)}" is not known`;
  return `field "${path.slice(0, 64)}" is missing or not of its form`;
}

/** Lower-case hex of exactly `bytes` bytes. */
export const hexText = (bytes: number) => v.pipe(v.string(), v.length(bytes * 2), v.regex(/^[0-9a-f]*$/));

/** Base64url text of at most `bytes` bytes when decoded. */
export const base64UrlText = (bytes: number) =>
  v.pipe(v.string(), v.maxLength(Math.ceil((bytes * 4) / 3)), v.regex(/^[A-Za-z0-9_-]*$/));

export const shortText = (length: number) => v.pipe(v.string(), v.minLength(1), v.maxLength(length));

/** A point in time or a duration in milliseconds, an exact integer. */
export const millis = v.pipe(v.number(), v.safeInteger(), v.minValue(0));

export const count = (most: number) => v.pipe(v.number(), v.safeInteger(), v.minValue(0), v.maxValue(most));

/** A decimal integer of nanoton as text: JSON numbers lose digits above 2⁵³. */
export const nanotonText = v.pipe(v.string(), v.regex(/^(?:0|[1-9][0-9]{0,18})$/));

export const quoteText = v.pipe(
  v.string(),
  v.maxLength(62),
  v.regex(/^[0-9]{1,19}\/[0-9]{1,19}\/[0-9]{1,19}$/),
);
