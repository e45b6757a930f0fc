import fc from "fast-check";
import { costNanoton, nanoton, parseQuote } from "@cocoon/protocol/money";
import { describe, expect, it } from "vitest";
import { type BudgetInput, budgetOf } from "./budget.ts";

const input = (changes: Partial<BudgetInput> = {}): BudgetInput => ({
  quote: parseQuote("1000000/100000/2000000"),
  ceilingNanoton: nanoton(1_000n),
  promptTokens: 100,
  cachedTokens: 0,
  maxTokens: 50,
  contextTokens: 1024,
  ...changes,
});

describe("the budget of an answer", () => {
  it("is what was asked for when context and ceiling allow it", () => {
    expect(budgetOf(input())).toEqual({ tokens: 50, finish: "length" });
  });

  it("is the room left in the context", () => {
    expect(budgetOf(input({ contextTokens: 120 }))).toEqual({ tokens: 20, finish: "length" });
  });

  it("ends where the next token would cost more than the ceiling", () => {
    expect(budgetOf(input({ ceilingNanoton: nanoton(111n) }))).toEqual({ tokens: 5, finish: "ceiling" });
  });

  it("is longer when a part of the prompt was cached", () => {
    expect(budgetOf(input({ ceilingNanoton: nanoton(111n), cachedTokens: 90 }))).toEqual({
      tokens: 46,
      finish: "ceiling",
    });
  });

  it("is nothing when the prompt takes the whole ceiling", () => {
    expect(budgetOf(input({ ceilingNanoton: nanoton(100n) }))).toEqual({ tokens: 0, finish: "ceiling" });
  });

  it("has no ceiling where output costs nothing", () => {
    const quote = parseQuote("1000000/0/0");
    expect(budgetOf(input({ quote, ceilingNanoton: nanoton(100n) }))).toEqual({
      tokens: 50,
      finish: "length",
    });
  });

  it("never costs more than the ceiling, and one token more would", () => {
    const amount = fc.bigInt({ min: 1n, max: 10_000_000n });
    fc.assert(
      fc.property(
        amount,
        amount,
        amount,
        fc.nat(500),
        fc.nat(5_000),
        (prompt, output, ceiling, promptTokens, cached) => {
          const quote = {
            promptNanoton: nanoton(prompt),
            cachedNanoton: nanoton(prompt / 2n),
            outputNanoton: nanoton(output),
          };
          const cachedTokens = Math.min(cached, promptTokens);
          const ceilingNanoton = nanoton(ceiling);
          const costOf = (completionTokens: number) =>
            costNanoton(quote, { promptTokens, cachedTokens, completionTokens });
          fc.pre(costOf(0) <= ceilingNanoton);
          const budget = budgetOf(
            input({
              quote,
              ceilingNanoton,
              promptTokens,
              cachedTokens,
              maxTokens: 65_536,
              contextTokens: 1 << 24,
            }),
          );
          expect(costOf(budget.tokens)).toBeLessThanOrEqual(ceilingNanoton);
          if (budget.finish === "ceiling") expect(costOf(budget.tokens + 1)).toBeGreaterThan(ceilingNanoton);
        },
      ),
    );
  });
});
