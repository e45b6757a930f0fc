import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { MemoryBus } from "../bus/memory.ts";
import { newNode } from "../registry/directory.suite.ts";
import { LiveChecks } from "./live-checks.ts";

const OF_ONE_NODE = 64;
const HERE = "here";

/** Workers that never answer hold their checks until these time out. */
describe("live checks", () => {
  let asked: { keyId: string; id: number }[] = [];
  let bus: MemoryBus;
  let checks: LiveChecks;
  let running: Promise<unknown>[] = [];
  beforeEach(() => {
    asked = [];
    running = [];
    bus = new MemoryBus();
    checks = new LiveChecks(bus, HERE, (keyId, id) => {
      asked.push({ keyId, id });
      return true;
    });
  });
  afterEach(async () => {
    checks.close();
    await Promise.all(running);
  });

  const check = (node = newNode({ holder: HERE })) => {
    const outcome = checks.check(node, "00".repeat(32)).then(
      (bundle) => bundle,
      (error) => error.code as string,
    );
    running.push(outcome);
    return outcome;
  };

  it.each([
    ["whose link is here", HERE],
    ["whose link another proxy holds", "elsewhere"],
  ])("of one silent worker %s leave room for those of others", async (_, holder) => {
    const silent = newNode({ holder });
    for (let i = 0; i < OF_ONE_NODE; i++) void check(silent);
    expect(await check(silent)).toBe("unavailable");
    const other = newNode({ holder: HERE });
    const answer = check(other);
    const { id } = asked.find(({ keyId }) => keyId === other.entry.keyId) ?? { id: 0 };
    checks.answer(other.entry.keyId, id, [new Uint8Array([7])]);
    expect(await answer).toEqual(new Uint8Array([7]));
  });

  it("make room when the worker answers", async () => {
    const slow = newNode({ holder: HERE });
    for (let i = 0; i < OF_ONE_NODE; i++) void check(slow);
    checks.answer(slow.entry.keyId, asked[0]?.id ?? 0, [new Uint8Array([1])]);
    const next = check(slow);
    checks.answer(slow.entry.keyId, asked.at(-1)?.id ?? 0, [new Uint8Array([2])]);
    expect(await next).toEqual(new Uint8Array([2]));
  });
});
