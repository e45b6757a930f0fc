import type { Finish } from "@cocoon/protocol/receipt";
import type { Nanoton, Quote } from "@cocoon/protocol/money";

export interface BudgetInput {
  readonly quote: Quote;
  readonly ceilingNanoton: Nanoton;
  readonly promptTokens: number;
  /** A part of `promptTokens`. */
  readonly cachedTokens: number;
  /** Of the request. */
  readonly maxTokens: number;
  /** Of the model's manifest. */
  readonly contextTokens: number;
}

export interface Budget {
  /** The most output tokens that may be made. */
  readonly tokens: number;
  /** What an answer of exactly that many tokens ended by. */
  readonly finish: Extract<Finish, "length" | "ceiling">;
}

const PER_MILLION = 1_000_000n;

/** How long the answer may become: asked for, room in the context, and what the ceiling pays for (SPEC 6.2). */
export function budgetOf(input: BudgetInput): Budget {
  const length = Math.min(input.maxTokens, input.contextTokens - input.promptTokens);
  const affordable = affordableTokens(input);
  return affordable !== null && affordable < length
    ? { tokens: Number(affordable), finish: "ceiling" }
    : { tokens: length, finish: "length" };
}

/** The cost is rounded up once, so it stays at or under the ceiling as long as its millionths do. Null: any number. */
function affordableTokens({ quote, ceilingNanoton, promptTokens, cachedTokens }: BudgetInput): bigint | null {
  if (quote.outputNanoton === 0n) return null;
  const prompt =
    BigInt(promptTokens - cachedTokens) * quote.promptNanoton + BigInt(cachedTokens) * quote.cachedNanoton;
  const left = ceilingNanoton * PER_MILLION - prompt;
  return left <= 0n ? 0n : left / quote.outputNanoton;
}
