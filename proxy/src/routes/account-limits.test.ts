import { CocoonError } from "@cocoon/protocol/api";
import { describe, expect, it } from "vitest";
import { AccountLimits } from "./account-limits.ts";

describe("an account's limits", () => {
  it("let a minute's posts come at once, and then as many as time gives back", () => {
    const limits = new AccountLimits(60);
    for (let post = 0; post < 60; post++) limits.takePost("a", 0);
    expect(() => limits.takePost("a", 0)).toThrow(CocoonError);
    expect(() => limits.takePost("a", 999)).toThrow(CocoonError);
    limits.takePost("a", 1_000);
    expect(() => limits.takePost("a", 1_500)).toThrow(CocoonError);
    // An hour gives back no more than a minute's.
    for (let post = 0; post < 60; post++) limits.takePost("a", 3_600_000);
    expect(() => limits.takePost("a", 3_600_000)).toThrow(CocoonError);
  });

  it("are each account's own", () => {
    const limits = new AccountLimits(1);
    limits.takePost("a", 0);
    limits.takePost("b", 0);
    expect(() => limits.takePost("a", 0)).toThrow(CocoonError);
  });

  it("count open streams, each once", () => {
    const limits = new AccountLimits(1);
    const closes = Array.from({ length: 256 }, () => limits.openStream("a"));
    expect(() => limits.openStream("a")).toThrow(CocoonError);
    limits.openStream("b")();
    closes[0]?.();
    closes[0]?.();
    limits.openStream("a");
    expect(() => limits.openStream("a")).toThrow(CocoonError);
  });

  it("let an account listen for events with a few devices, whatever else it has open", () => {
    const limits = new AccountLimits(1);
    const closes = Array.from({ length: 16 }, () => limits.openListener("a"));
    expect(() => limits.openListener("a")).toThrow(CocoonError);
    limits.openStream("a");
    closes[0]?.();
    limits.openListener("a");
  });

  it("bound what all accounts have open together", () => {
    const limits = new AccountLimits(1);
    const closes = Array.from({ length: 10_000 }, (_, index) => limits.openListener(`account ${index}`));
    expect(() => limits.openStream("another")).toThrow(/too many streams/);
    closes[0]?.();
    limits.openStream("another");
  });
});
