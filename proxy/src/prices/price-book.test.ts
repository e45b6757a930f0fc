import { MalformedError, utf8 } from "@cocoon/protocol/bytes";
import { parseQuote } from "@cocoon/protocol/money";
import { describe, expect, it } from "vitest";
import { bookWithoutModels, parsePriceBook } from "./price-book.ts";

const MODEL = { model: "demo", reference: "20/5/60", floor: "10/2/30", cap: "40/10/120" };
const read = (changes: object) =>
  parsePriceBook(
    utf8(JSON.stringify({ currency: "TON", commissionPpm: 50_000, models: [MODEL], ...changes })),
  );

describe("a price list", () => {
  it("bounds what a trial pays and what an owner may ask", () => {
    const book = read({});
    expect(book.commissionPpm).toBe(50_000);
    expect(book.allowsTrial("demo", parseQuote("20/5/60"))).toBe(true);
    expect(book.allowsTrial("demo", parseQuote("20/5/61"))).toBe(false);
    expect(book.allowsTrial("other", parseQuote("1/1/1"))).toBe(false);
    for (const quote of ["10/2/30", "40/10/120", "20/5/60"])
      expect(() => book.checkOwnerPrice("demo", parseQuote(quote))).not.toThrow();
    for (const quote of ["9/2/30", "40/10/121", "10/11/30"])
      expect(() => book.checkOwnerPrice("demo", parseQuote(quote))).toThrow(
        expect.objectContaining({ code: "price_out_of_range" }),
      );
    expect(() => book.checkOwnerPrice("other", parseQuote("20/5/60"))).toThrow(
      expect.objectContaining({ code: "unknown_model" }),
    );
  });

  it.each([
    ["a floor above the reference price", { models: [{ ...MODEL, floor: "21/2/30" }] }],
    ["a reference price above the cap", { models: [{ ...MODEL, cap: "19/10/120" }] }],
    ["a model twice", { models: [MODEL, MODEL] }],
    ["another currency", { currency: "USD" }],
    ["a commission of more than all", { commissionPpm: 1_000_001 }],
    ["half a nanoton", { models: [{ ...MODEL, cap: "40.5/10/120" }] }],
    ["a field unknown", { more: 1 }],
  ])("is refused with %s", (_, changes) => {
    expect(() => read(changes)).toThrow(MalformedError);
  });

  it("may name no model, and then no trial pays for anything", () => {
    expect(bookWithoutModels(7).list).toEqual({ currency: "TON", commissionPpm: 7, models: [] });
    expect(bookWithoutModels(7).allowsTrial("demo", parseQuote("0/0/0"))).toBe(false);
  });
});
