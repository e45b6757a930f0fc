import { describe, expect, it } from "vitest";
import { ChainLooks } from "./chain-looks.ts";

const NOW = 1_800_000_000_000;

describe("looks at the chain", () => {
  it("are one for the same question in a few seconds", async () => {
    const looks = new ChainLooks();
    let asked = 0;
    const ask = async () => ++asked;
    for (let times = 0; times < 100; times++) expect(await looks.look("a", ask, NOW)).toBe(1);
    expect(await looks.look("a", ask, NOW + 3_001)).toBe(2);
  });

  it("are two a second for all", async () => {
    const looks = new ChainLooks();
    const ask = async () => 1;
    const refused = expect.objectContaining({ code: "rate_limited" });
    await looks.look("a", ask, NOW);
    await looks.look("b", ask, NOW);
    expect(() => looks.look("c", ask, NOW)).toThrow(refused);
    await looks.look("c", ask, NOW + 500);
    expect(() => looks.look("d", ask, NOW + 500)).toThrow(refused);
  });

  it("that failed are made again", async () => {
    const looks = new ChainLooks();
    await expect(looks.look("a", () => Promise.reject(new Error("away")), NOW)).rejects.toThrow("away");
    expect(await looks.look("a", async () => 7, NOW)).toBe(7);
  });
});
