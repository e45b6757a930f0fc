import { nanoton } from "@cocoon/protocol/money";
import { describe, expect, it } from "vitest";
import { faultOf, formatQuote, parseQuote, quoteOf, shareOf } from "./quote.ts";

const range = { floor: parseQuote("10/1/20"), cap: parseQuote("100/10/200") };

describe("an owner's price", () => {
  it.each([
    ["10/1/20", null],
    ["100/10/200", null],
    ["9/1/20", "promptNanoton"],
    ["10/11/20", "cachedNanoton"],
    ["10/1/201", "outputNanoton"],
  ])("%s is out of range in %s", (quote, part) => {
    expect(faultOf(parseQuote(quote), range)).toBe(part);
  });

  it("is whole or none", () => {
    expect(formatQuote(quoteOf(() => nanoton(0n)) ?? parseQuote("1/1/1"))).toBe("0/0/0");
    expect(quoteOf((part) => (part === "cachedNanoton" ? null : nanoton(1n)))).toBeNull();
  });

  it("stands to the reference by what an answer's words cost", () => {
    expect(shareOf("1/1/150", "1/1/100")).toBe(1.5);
    expect(shareOf("1/1/150", "1/1/0")).toBeNull();
  });
});
