// Prices as an owner sets them: TON per million tokens, of what is read, read again and written.
import { formatQuote, type Nanoton, parseQuote, type Quote } from "@cocoon/protocol/money";

export const PARTS = ["promptNanoton", "cachedNanoton", "outputNanoton"] as const;
export type Part = (typeof PARTS)[number];

export interface PriceRange {
  readonly floor: Quote;
  readonly cap: Quote;
}

/** Which of its parts are out of range; null for one that may be set. */
export function faultOf(quote: Quote, { floor, cap }: PriceRange): Part | null {
  return PARTS.find((part) => quote[part] < floor[part] || quote[part] > cap[part]) ?? null;
}

/** How the output price stands to the reference, as a share; null where the reference asks nothing. */
export function shareOf(quote: string, reference: string): number | null {
  const [own, middle] = [parseQuote(quote).outputNanoton, parseQuote(reference).outputNanoton];
  return middle === 0n ? null : Number((own * 10_000n) / middle) / 10_000;
}

/** What a person wrote for each part, in TON with a point or a comma; null where one is no amount. */
export function quoteOf(read: (part: Part) => Nanoton | null): Quote | null {
  const [promptNanoton, cachedNanoton, outputNanoton] = PARTS.map(read);
  if (promptNanoton == null || cachedNanoton == null || outputNanoton == null) return null;
  return { promptNanoton, cachedNanoton, outputNanoton };
}

export { formatQuote, parseQuote, type Quote };
