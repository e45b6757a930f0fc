import { LIMITS } from "@cocoon/protocol/api";
import { nanoton, type Quote, withinQuote } from "@cocoon/protocol/money";
import type { Offer } from "@cocoon/protocol/roster";
import type { Candidate } from "../discovery/candidate.ts";
import { type Random, shuffled } from "../ports.ts";

/** Three candidates cut the mean wait fifty-fold against one; more only widen who could read the prompt. */
export const CANDIDATES = 3;

/** A live guard with its own price for the model asked for. */
export interface Offered {
  readonly candidate: Pick<Candidate, "chipId" | "operator">;
  readonly offer: Pick<Offer, "price">;
}

export interface ChoiceOptions {
  /** Chips of an earlier seal of the same job: those still live stay, so that a reseal widens the circle least. */
  readonly keep: ReadonlySet<string>;
  /** The most that may be asked; null takes what the machines ask. */
  readonly quote: Quote | null;
  /** How many to choose, when there are so many. */
  readonly count: number;
  readonly random: Random;
}

/**
 * How many machines a seal goes to. When all of an earlier seal are still there, one more joins them: the same ones alone
 * would only fail again.
 */
export const candidateCount = (surviving: number): number =>
  Math.min(Math.max(CANDIDATES, surviving + 1), LIMITS.candidates);

/** At most `count` of `live` at or under the quote: kept ones, then distinct operators, then cheaper ones. */
export function chooseCandidates<T extends Offered>(live: readonly T[], options: ChoiceOptions): T[] {
  const { keep, quote, count, random } = options;
  const affordable = live.filter(({ offer }) => !quote || withinQuote(offer.price, quote));
  const ranked = shuffled(affordable, random).sort((a, b) => weight(a) - weight(b));
  const chosen = ranked.filter(({ candidate }) => keep.has(candidate.chipId)).slice(0, count);
  const operators = new Set(chosen.map(({ candidate }) => candidate.operator));
  for (const next of ranked) {
    if (chosen.length === count) break;
    if (chosen.includes(next) || operators.has(next.candidate.operator)) continue;
    operators.add(next.candidate.operator);
    chosen.push(next);
  }
  const rest = ranked.filter((offered) => !chosen.includes(offered));
  return [...chosen, ...rest.slice(0, count - chosen.length)];
}

/** Prices are compared only to rank, so the loss of digits above 2⁵³ nanoton does no harm. */
const weight = ({ offer }: Offered): number => Number(offer.price.promptNanoton + offer.price.outputNanoton);

/** The lowest quote that every one of `chosen` accepts: each of them is paid the quote, whatever its own price. */
export function commonQuote(chosen: readonly Offered[]): Quote {
  const highest = (field: keyof Quote) =>
    nanoton(chosen.reduce((most, { offer }) => (offer.price[field] > most ? offer.price[field] : most), 0n));
  return {
    promptNanoton: highest("promptNanoton"),
    cachedNanoton: highest("cachedNanoton"),
    outputNanoton: highest("outputNanoton"),
  };
}
