import { describe, expect, it } from "vitest";
import { Backoff } from "./backoff.ts";

describe("the waits between dials", () => {
  it("double up to half a minute", () => {
    const longest = new Backoff(() => 1);
    expect(Array.from({ length: 8 }, () => longest.next())).toEqual([
      500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000,
    ]);
  });

  it("are drawn from the upper half, and begin anew after a success", () => {
    const backoff = new Backoff(() => 0);
    expect([backoff.next(), backoff.next()]).toEqual([250, 500]);
    backoff.reset();
    expect(backoff.next()).toBe(250);
  });
});
