import { describe, expect, it } from "vitest";
import { ManualClock } from "../testing/manual-clock.ts";
import { LiveChecks } from "./live-checks.ts";

const nonce = (byte: number) => new Uint8Array(32).fill(byte);

function setUp(evidence = async (nonces: readonly Uint8Array[]) => nonces.map((each) => each.slice(0, 1))) {
  const clock = new ManualClock();
  const reports: number[] = [];
  const replies: [id: number, bundles: number[]][] = [];
  const logged: string[] = [];
  let settled = Promise.resolve();
  const checks = new LiveChecks({
    evidence: (nonces) => {
      reports.push(nonces.length);
      const bundles = evidence(nonces);
      settled = bundles.then(
        () => undefined,
        () => undefined,
      );
      return bundles;
    },
    reply: (id, bundles) => replies.push([id, bundles.map((bundle) => bundle[0] as number)]),
    clock,
    log: (_, event) => logged.push(event),
  });
  /** Moves time on, and waits for what that began. */
  const advance = async (ms: number) => {
    clock.advance(ms);
    await settled;
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { checks, reports, replies, logged, advance };
}

describe("live checks", () => {
  it("answer nonces that come together by one report, each to who asked", async () => {
    const { checks, reports, replies, advance } = setUp();
    checks.ask(7, [nonce(1), nonce(2)]);
    checks.ask(8, [nonce(3)]);
    await advance(20);
    expect(reports).toEqual([3]);
    expect(replies).toEqual([
      [7, [1, 2]],
      [8, [3]],
    ]);
  });

  it("make at most one report a second, however many ask", async () => {
    const { checks, reports, advance } = setUp();
    checks.ask(1, [nonce(1)]);
    await advance(20);
    for (let id = 2; id < 12; id++) {
      checks.ask(id, [nonce(id)]);
      await advance(90);
    }
    expect(reports).toEqual([1]);
    await advance(100);
    expect(reports).toEqual([1, 10]);
  });

  it("answer at once again after a quiet second", async () => {
    const { checks, reports, advance } = setUp();
    checks.ask(1, [nonce(1)]);
    await advance(2_000);
    checks.ask(2, [nonce(2)]);
    await advance(20);
    expect(reports).toEqual([1, 1]);
  });

  it("drop what one report can't answer", async () => {
    const { checks, reports, replies, advance } = setUp();
    for (let id = 0; id < 17; id++)
      checks.ask(
        id,
        Array.from({ length: 64 }, () => nonce(id)),
      );
    await advance(20);
    expect(reports).toEqual([1024]);
    expect(replies.map(([id]) => id)).toEqual(Array.from({ length: 16 }, (_, id) => id));
  });

  it("go on after a report that failed", async () => {
    let failing = true;
    const { checks, replies, logged, advance } = setUp(async (nonces) => {
      if (failing) throw new Error("busy");
      return nonces.map((each) => each.slice(0, 1));
    });
    checks.ask(1, [nonce(1)]);
    await advance(20);
    expect(logged).toEqual(["live_check_failed"]);
    failing = false;
    checks.ask(2, [nonce(2)]);
    await advance(1_000);
    expect(replies).toEqual([[2, [2]]]);
  });

  it("end with their link", async () => {
    const { checks, reports, advance } = setUp();
    checks.ask(1, [nonce(1)]);
    checks.close();
    checks.ask(2, [nonce(2)]);
    await advance(5_000);
    expect(reports).toEqual([]);
  });
});
