import type { ModelCard } from "../../../engine/port.ts";

/** Bytes of a token, about: the exact count comes with the receipt. */
const BYTES_PER_TOKEN = 4;
const MILLION = 1_000_000n;

const tokens = (chars: number): bigint => BigInt(Math.ceil(chars / BYTES_PER_TOKEN));

/** About what an answer has cost so far, in nanoton; null where the price is not known. */
export function costSoFar(card: ModelCard | null, promptChars: number, textChars: number): bigint | null {
  if (!card?.quote) return null;
  return (tokens(promptChars) * card.quote.prompt + tokens(textChars) * card.quote.output) / MILLION;
}
