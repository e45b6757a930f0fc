import { MalformedError } from "../bytes/index.ts";
import { type Nanoton, nanoton, parseNanoton } from "./nanoton.ts";

/** Prices in nanoton per million tokens. A cached prompt token is one the engine did not have to compute again. */
export interface Quote {
  readonly promptNanoton: Nanoton;
  readonly cachedNanoton: Nanoton;
  readonly outputNanoton: Nanoton;
}

/** `cachedTokens` are a part of `promptTokens`. */
export interface TokenCounts {
  readonly promptTokens: number;
  readonly cachedTokens: number;
  readonly completionTokens: number;
}

const PER_MILLION = 1_000_000n;

/** What `tokens` cost under `quote`, rounded up to a whole nanoton once, at the end. */
export function costNanoton(quote: Quote, tokens: TokenCounts): Nanoton {
  const fresh = BigInt(tokens.promptTokens - tokens.cachedTokens) * quote.promptNanoton;
  const cached = BigInt(tokens.cachedTokens) * quote.cachedNanoton;
  const output = BigInt(tokens.completionTokens) * quote.outputNanoton;
  return nanoton((fresh + cached + output + PER_MILLION - 1n) / PER_MILLION);
}

/** "prompt/cached/output": the one spelling of a quote in headers, envelopes and receipts (SPEC 6.1). */
export const formatQuote = (quote: Quote): string =>
  `${quote.promptNanoton}/${quote.cachedNanoton}/${quote.outputNanoton}`;

export function parseQuote(text: string): Quote {
  const parts = text.split("/", 4);
  if (parts.length !== 3) throw new MalformedError("a quote has three prices");
  const [prompt, cached, output] = parts as [string, string, string];
  return {
    promptNanoton: parseNanoton(prompt),
    cachedNanoton: parseNanoton(cached),
    outputNanoton: parseNanoton(output),
  };
}

export const sameQuote = (a: Quote, b: Quote): boolean => formatQuote(a) === formatQuote(b);

/** Whether `price` asks no more than `quote` offers, for every kind of token. */
export const withinQuote = (price: Quote, quote: Quote): boolean =>
  price.promptNanoton <= quote.promptNanoton &&
  price.cachedNanoton <= quote.cachedNanoton &&
  price.outputNanoton <= quote.outputNanoton;
