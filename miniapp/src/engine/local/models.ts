import type { CocoonClient } from "@cocoon/client";
import { parseQuote, type Quote } from "@cocoon/protocol/money";
import type { ModelCard } from "../port.ts";

type Listing = Awaited<ReturnType<CocoonClient["models"]>>[number];

/** A usual question and its answer, in tokens: what the price beside a model is for. */
const USUAL = { prompt: 300n, output: 500n };
const PER_TOKENS = 1_000_000n;

/** By the lowest live offer, rounded up as a job's cost is. */
const answerNanoton = ({ promptNanoton, outputNanoton }: Quote): bigint =>
  (USUAL.prompt * promptNanoton + USUAL.output * outputNanoton + PER_TOKENS - 1n) / PER_TOKENS;

export function cardOf(listing: Listing): ModelCard {
  const { id, name, description, manifest, contextTokens, workers } = listing;
  const quote = workers === 0 ? null : parseQuote(listing.lowestQuote);
  return {
    id,
    name,
    description,
    manifest,
    contextTokens,
    quote: quote && {
      prompt: quote.promptNanoton,
      cached: quote.cachedNanoton,
      output: quote.outputNanoton,
    },
    answerNanoton: quote && answerNanoton(quote),
    liveMachines: workers,
  };
}
