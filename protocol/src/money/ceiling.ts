import { type Nanoton, nanoton } from "./nanoton.ts";
import { costNanoton, type Quote } from "./quote.ts";
import { roundUp5 } from "./rounding.ts";

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
