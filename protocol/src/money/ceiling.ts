import { type Nanoton, nanoton } from "./nanoton.ts";
import { costNanoton, type Quote } from "./quote.ts";
import { roundUp5 } from "./rounding.ts";

/** Of the bucket's bytes. No prompt has fewer tokens: a body fills more than half its bucket, or is one template's at least. */
const MOST_BYTES_PER_TOKEN = 128;

/** No tokenizer of a served model makes more than one token of a byte, the template's own tokens aside. */
const TEMPLATE_TOKENS = 256;

/**
 * The most a request of this size bucket can cost (SPEC 6.2): computed from buckets only, never from a real token
 * count, so that the hold tells the proxy nothing that the envelope's size does not.
 */
export function priceCeilingNanoton(quote: Quote, bodyBucketBytes: number, maxTokensBucket: number): Nanoton {
  const most = {
    promptTokens: bodyBucketBytes + TEMPLATE_TOKENS,
    cachedTokens: 0,
    completionTokens: maxTokensBucket,
  };
  return nanoton(roundUp5(costNanoton(quote, most)));
}

/**
 * The least that a ceiling for this size bucket may be (SPEC 6.2): under it a worker would only tokenize the prompt to
 * refuse it. Like the ceiling it follows from the bucket alone, so a refusal by it tells nobody anything new.
 */
export function minimumCeilingNanoton(quote: Quote, bodyBucketBytes: number): Nanoton {
  const least = {
    promptTokens: bodyBucketBytes / MOST_BYTES_PER_TOKEN,
    cachedTokens: 0,
    completionTokens: 1,
  };
  return nanoton(roundUp5(costNanoton(quote, least)));
}
