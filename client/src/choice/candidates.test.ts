import { nanoton, parseQuote } from "@cocoon/protocol/money";
import { describe, expect, it } from "vitest";
import { CANDIDATES, candidateCount, chooseCandidates, commonQuote, type Offered } from "./candidates.ts";

const random = (length: number) => crypto.getRandomValues(new Uint8Array(length));
const NONE: ReadonlySet<string> = new Set();

const guard = (chipId: string, operator: string, price = "10/1/20"): Offered => ({
  candidate: { chipId, operator },
  offer: { price: parseQuote(price) },
});
const chips = (chosen: readonly Offered[]) => chosen.map(({ candidate }) => candidate.chipId);
const choose = (live: readonly Offered[], keep = NONE, quote: string | null = null) =>
  chooseCandidates(live, {
    keep,
    quote: quote === null ? null : parseQuote(quote),
    count: CANDIDATES,
    random,
  });

describe("choice of candidates", () => {
  it("takes at most three", () => {
    const live = ["a", "b", "c", "d", "e"].map((chip) => guard(chip, `operator ${chip}`));
    expect(choose(live)).toHaveLength(CANDIDATES);
    expect(choose(live.slice(0, 2))).toHaveLength(2);
    expect(choose([])).toEqual([]);
  });

  it("prefers distinct operators, then fills up with the same ones", () => {
    const live = [guard("a", "x"), guard("b", "x"), guard("c", "x"), guard("d", "y")];
    const chosen = choose(live);
    expect(chips(chosen)).toContain("d");
    expect(chosen).toHaveLength(3);
  });

  it("prefers the cheaper among equals", () => {
    const live = [guard("dear", "x", "90/9/90"), guard("a", "x"), guard("b", "y"), guard("c", "z")];
    for (let i = 0; i < 20; i++) expect(chips(choose(live))).not.toContain("dear");
  });

  it("keeps surviving candidates on a reseal, whatever their price and operator", () => {
    const live = [
      guard("kept", "x", "90/9/90"),
      guard("a", "x"),
      guard("b", "y"),
      guard("c", "z"),
      guard("d", "w"),
    ];
    for (let i = 0; i < 20; i++) expect(chips(choose(live, new Set(["kept", "gone"])))[0]).toBe("kept");
  });

  it("adds one machine to survivors, never more than the four an envelope has room for", () => {
    expect([0, 1, 2, 3, 4].map(candidateCount)).toEqual([3, 3, 3, 4, 4]);
  });

  it("leaves out who asks more than the quote for any kind of token", () => {
    const live = [
      guard("a", "x", "10/1/20"),
      guard("b", "y", "11/1/20"),
      guard("c", "z", "10/2/20"),
      guard("d", "w", "9/0/21"),
    ];
    expect(chips(choose(live, NONE, "10/1/20"))).toEqual(["a"]);
  });

  it("spreads over all machines", () => {
    const live = ["a", "b", "c", "d", "e", "f"].map((chip) => guard(chip, chip));
    const seen = new Set(Array.from({ length: 100 }, () => chips(choose(live))).flat());
    expect(seen.size).toBe(6);
  });

  it("offers the highest of each price as common quote", () => {
    const quote = commonQuote([guard("a", "x", "10/3/20"), guard("b", "y", "30/1/10")]);
    expect(quote).toEqual({
      promptNanoton: nanoton(30n),
      cachedNanoton: nanoton(3n),
      outputNanoton: nanoton(20n),
    });
  });
});
