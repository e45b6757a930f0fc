import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { afterAwake, anySignal } from "./ports.ts";

describe("the first of several signals", () => {
  const { any } = AbortSignal;
  afterEach(() => {
    AbortSignal.any = any;
  });

  it.each([
    ["where the platform knows it", () => undefined],
    ["where it does not", () => Reflect.deleteProperty(AbortSignal, "any")],
  ])("ends the whole %s", (_where, prepare) => {
    prepare();
    const [first, second] = [new AbortController(), new AbortController()];
    const signal = anySignal([first.signal, second.signal]);
    expect(signal.aborted).toBe(false);
    second.abort("second");
    first.abort("first");
    expect(signal.reason).toBe("second");
    expect(anySignal([new AbortController().signal, first.signal]).reason).toBe("first");
  });
});

describe("a timer of a device that may sleep", () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it("fires in its time", () => {
    const work = vi.fn();
    afterAwake(60_000, work);
    vi.advanceTimersByTime(59_999);
    expect(work).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1);
    expect(work).toHaveBeenCalledOnce();
  });

  it("leaves fifteen seconds after a sleep, and can be called off then too", () => {
    const [work, other] = [vi.fn(), vi.fn()];
    afterAwake(60_000, work);
    const cancel = afterAwake(60_000, other);
    vi.setSystemTime(Date.now() + 3_600_000);
    vi.advanceTimersByTime(60_000);
    expect(work).not.toHaveBeenCalled();
    cancel();
    vi.advanceTimersByTime(15_000);
    expect(work).toHaveBeenCalledOnce();
    expect(other).not.toHaveBeenCalled();
  });
});
