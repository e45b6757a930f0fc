import * as v from "valibot";
import { LIMITS, nanotonText, quoteText } from "../api/index.ts";
import { isRounded5, parseNanoton, parseQuote } from "../money/index.ts";

/** A text field's bound is in UTF-16 units here; the body's bound in bytes is the envelope's (SPEC 4.6). */
const message = v.strictObject({
  role: v.picklist(["system", "user", "assistant"]),
  content: v.pipe(v.string(), v.maxLength(LIMITS.largestBodyBytes)),
});

const MOST_MESSAGES = 512;

const sampling = v.strictObject({
  temperature: v.optional(v.pipe(v.number(), v.finite(), v.minValue(0), v.maxValue(2))),
  topP: v.optional(v.pipe(v.number(), v.finite(), v.gtValue(0), v.maxValue(1))),
  seed: v.optional(v.pipe(v.number(), v.safeInteger(), v.minValue(0), v.maxValue(0xffff_ffff))),
  stop: v.optional(
    v.pipe(
      v.array(v.pipe(v.string(), v.minLength(1), v.maxLength(64))),
      v.minLength(1),
      v.maxLength(4),
      v.readonly(),
    ),
  ),
});

const parses = (parse: (text: string) => unknown) => (text: string) => {
  try {
    return parse(text) !== false;
  } catch {
    return false;
  }
};

/** The plaintext of a request; it leaves the asker's process only sealed (SPEC 4.10). */
export const inferenceRequest = v.strictObject({
  v: v.literal(1),
  messages: v.pipe(v.array(message), v.minLength(1), v.maxLength(MOST_MESSAGES), v.readonly()),
  sampling,
  maxTokens: v.pipe(v.number(), v.safeInteger(), v.minValue(1), v.maxValue(LIMITS.maxTokensBucket)),
  /** 16 to 32 random bytes, base64url: tells one conversation from all others in a worker's prompt cache. */
  cacheSalt: v.pipe(v.string(), v.minLength(22), v.maxLength(43), v.regex(/^[A-Za-z0-9_-]*$/)),
  quote: v.pipe(quoteText, v.check(parses(parseQuote))),
  /** Five significant bits (SPEC 6.2). */
  priceCeilingNanoton: v.pipe(nanotonText, v.check(parses((text) => isRounded5(parseNanoton(text))))),
});

export type InferenceRequest = v.InferOutput<typeof inferenceRequest>;
export type InferenceMessage = v.InferOutput<typeof message>;
export type Sampling = v.InferOutput<typeof sampling>;
