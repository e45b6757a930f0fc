import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { MalformedError, u64 } from "../bytes/index.ts";
import {
  addNanoton,
  costNanoton,
  formatQuote,
  formatTon,
  isRounded5,
  nanoton,
  parseNanoton,
  parseQuote,
  parseTon,
  minimumCeilingNanoton,
  priceCeilingNanoton,
  roundCost,
  roundUp5,
  sameQuote,
  withinQuote,
} from "./index.ts";

const LARGEST = 2n ** 63n - 1n;
const amount = fc.bigInt({ min: 0n, max: 2n ** 62n });

describe("an amount", () => {
  it("is from nothing to all TON", () => {
    expect(nanoton(LARGEST)).toBe(LARGEST);
    for (const outside of [-1n, LARGEST + 1n]) expect(() => nanoton(outside)).toThrow(RangeError);
    expect(() => addNanoton(nanoton(LARGEST), nanoton(1n))).toThrow(RangeError);
    expect(addNanoton(nanoton(2n), nanoton(3n))).toBe(5n);
  });

  it("has one spelling as text", () => {
    fc.assert(
      fc.property(amount, (value) => {
        expect(parseNanoton(value.toString())).toBe(value);
      }),
    );
    for (const text of [
      "",
      "-1",
      "+1",
      "01",
      "1.0",
      "1e9",
      " 1",
      "0x1",
      (LARGEST + 1n).toString(),
      "9".repeat(20),
    ])
      expect(() => parseNanoton(text)).toThrow(MalformedError);
  });

  it("is read as a person writes it, and shown exactly", () => {
    expect(parseTon("1.5")).toBe(1_500_000_000n);
    expect(parseTon("0.000000001")).toBe(1n);
    expect(formatTon(1_200_000n)).toBe("0.0012 TON");
    expect(formatTon(3_000_000_000n)).toBe("3 TON");
    const shown = fc.bigInt({ min: 0n, max: 9_000_000_000n * 10n ** 9n });
    fc.assert(
      fc.property(shown, (value) => {
        expect(parseTon(formatTon(value).replace(" TON", ""))).toBe(value);
      }),
    );
  });

  it.each(["", ".5", "1.", "1.0000000001", "-1", "1,5", "1e3", "12345678901", "9999999999"])(
    "is refused as a person must not write it: %j",
    (text) => expect(() => parseTon(text)).toThrow(MalformedError),
  );
});

describe("a quote", () => {
  const quote = parseQuote("1000000/250000/4000000");

  it("has one spelling", () => {
    expect(formatQuote(quote)).toBe("1000000/250000/4000000");
    expect(sameQuote(quote, parseQuote("1000000/250000/4000000"))).toBe(true);
    expect(sameQuote(quote, parseQuote("1000000/250000/4000001"))).toBe(false);
    for (const text of ["", "1/2", "1/2/3/4", "1/2/", "1/02/3", "1/-2/3"])
      expect(() => parseQuote(text)).toThrow(MalformedError);
  });

  it("covers a price that asks no more for any kind of token", () => {
    expect(withinQuote(quote, quote)).toBe(true);
    for (const dearer of ["1000001/0/0", "0/250001/0", "0/0/4000001"])
      expect(withinQuote(parseQuote(dearer), quote)).toBe(false);
  });

  it("makes a cost that is rounded up once", () => {
    const tokens = { promptTokens: 31, cachedTokens: 16, completionTokens: 9 };
    expect(costNanoton(quote, tokens)).toBe(15n + 4n + 36n);
    expect(costNanoton(parseQuote("1/1/1"), tokens)).toBe(1n);
    expect(costNanoton(quote, { promptTokens: 0, cachedTokens: 0, completionTokens: 0 })).toBe(0n);
  });

  it("makes a ceiling from the buckets alone, which no count within them exceeds", () => {
    const ceiling = priceCeilingNanoton(quote, 4096, 128);
    expect(isRounded5(ceiling)).toBe(true);
    const most = { promptTokens: 4096 + 256, cachedTokens: 0, completionTokens: 128 };
    expect(ceiling).toBe(roundUp5(costNanoton(quote, most)));
    expect(ceiling).toBeGreaterThanOrEqual(costNanoton(quote, most));
  });
});

describe("the least a ceiling may be", () => {
  const price = fc.bigInt({ min: 0n, max: 10n ** 12n });
  const bucket = fc.integer({ min: 0, max: 8 }).map((n) => 4096 * 2 ** n);
  const quotes = fc.tuple(price, price, price).map((prices) => parseQuote(prices.join("/")));

  it("lies on the grid, and never above what is held by default", () => {
    fc.assert(
      fc.property(quotes, bucket, (quote, bytes) => {
        const least = minimumCeilingNanoton(quote, bytes);
        expect(isRounded5(least)).toBe(true);
        expect(least).toBeLessThanOrEqual(priceCeilingNanoton(quote, bytes, 1));
      }),
    );
  });

  it("pays for a short prompt and a token in the smallest bucket, and grows with the bucket", () => {
    const quote = parseQuote("1000000/250000/4000000");
    expect(minimumCeilingNanoton(quote, 4096)).toBe(roundUp5(32n + 4n));
    expect(minimumCeilingNanoton(quote, 1024 * 1024)).toBe(roundUp5(8192n + 4n));
    expect(minimumCeilingNanoton(parseQuote("0/0/0"), 4096)).toBe(0n);
  });
});

describe("rounding to five significant bits", () => {
  it("goes up to the next number of the grid", () => {
    for (const [from, to] of [
      [0n, 0n],
      [31n, 31n],
      [32n, 32n],
      [33n, 34n],
      [63n, 64n],
      [1000n, 1024n],
    ] as const)
      expect(roundUp5(from)).toBe(to);
    fc.assert(
      fc.property(amount, (value) => {
        const rounded = roundUp5(value);
        expect(isRounded5(rounded)).toBe(true);
        expect(rounded).toBeGreaterThanOrEqual(value);
        expect((rounded - value) * 16n).toBeLessThanOrEqual(value);
      }),
    );
  });

  it("takes a cost up exactly where the random number is under its fraction", () => {
    // 33 lies halfway between 32 and 34.
    expect(roundCost(33n, u64(2n ** 63n - 1n))).toBe(34n);
    expect(roundCost(33n, u64(2n ** 63n))).toBe(32n);
    expect(roundCost(32n, u64(0n))).toBe(32n);
    expect(() => roundCost(33n, new Uint8Array(7))).toThrow(RangeError);
  });

  it("takes a cost to one of its two neighbours, and leaves what is on the grid", () => {
    fc.assert(
      fc.property(amount, fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }), (value, random) => {
        const rounded = roundCost(value, u64(random));
        expect(isRounded5(rounded)).toBe(true);
        const distance = rounded > value ? rounded - value : value - rounded;
        expect(distance * 16n).toBeLessThan(value === 0n ? 1n : value);
      }),
    );
  });
});
