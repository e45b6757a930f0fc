import * as fc from "fast-check";
import { beforeAll, expect, it } from "vitest";
import { MemoryStore } from "../store.ts";
import { newNetwork, question, type TestNetwork } from "../testing/network.ts";
import { answered, ended, firstAnswer, TestProxy } from "../testing/proxy.ts";
import type { TestWorker } from "../testing/worker.ts";
import { GUARDS } from "./guards.ts";

const DAY_MS = 24 * 3_600_000;
/** Those after the first six are the proxy's own, which it keeps back until the guards are drawn. */
const MACHINES = 10;

/** What a hostile proxy does: it leaves some of the guards out of its list, for the most part, for days, and feigns failures. */
const scenario = fc.record({
  victims: fc.subarray(
    Array.from({ length: GUARDS }, (_, index) => index),
    { minLength: 1 },
  ),
  steps: fc.array(
    fc.record({
      waitDays: fc.constantFrom(0, 1, 2, 3),
      hides: fc.constantFrom(true, true, true, false),
      failure: fc.constantFrom("none", "refuse", "refuse", "reseal"),
    }),
    { minLength: 4, maxLength: 8 },
  ),
});

let network: TestNetwork;
const byTime = new Map<number, Promise<readonly TestWorker[]>>();
beforeAll(async () => {
  network = await newNetwork();
});

/** The same machines at any time, each with a key of that time. */
function workersAt(nowMs: number): Promise<readonly TestWorker[]> {
  const known = byTime.get(nowMs) ?? network.workers(MACHINES, nowMs);
  byTime.set(nowMs, known);
  return known;
}

/** The set of machines that may be guards, followed here by the rule of SPEC 7.4 and not by the client's code. */
class Allowed {
  readonly chips: Set<string>;
  readonly #absentSinceMs = new Map<string, number>();
  #addedMs: number;
  replaced = 0;

  constructor(chips: readonly string[], nowMs: number) {
    this.chips = new Set(chips);
    this.#addedMs = nowMs;
  }

  /** Takes over a stored set, which may have exchanged one machine a day that was absent for seven. */
  follow(guards: readonly string[], listed: ReadonlySet<string>, nowMs: number): void {
    for (const chip of this.chips) {
      if (listed.has(chip)) this.#absentSinceMs.delete(chip);
      else if (!this.#absentSinceMs.has(chip)) this.#absentSinceMs.set(chip, nowMs);
    }
    const added = guards.filter((chip) => !this.chips.has(chip));
    const removed = [...this.chips].filter((chip) => !guards.includes(chip));
    expect(added.length).toBeLessThanOrEqual(1);
    expect(removed.length).toBe(added.length);
    if (added.length === 0) return;
    expect(nowMs - this.#addedMs).toBeGreaterThanOrEqual(DAY_MS);
    for (const chip of removed) {
      expect(nowMs - (this.#absentSinceMs.get(chip) ?? nowMs)).toBeGreaterThanOrEqual(7 * DAY_MS);
      this.chips.delete(chip);
    }
    for (const chip of added) this.chips.add(chip);
    this.#addedMs = nowMs;
    this.replaced += 1;
  }
}

it("never gets a prompt to a machine outside the guards, whatever it feigns over weeks", async () => {
  let replaced = 0;
  await fc.assert(
    fc.asyncProperty(scenario, async ({ victims, steps }) => {
      const store = new MemoryStore();
      let nowMs = network.nowMs;
      let proxy = new TestProxy(await workersAt(nowMs), nowMs);
      proxy.list = (entries) => entries.slice(0, GUARDS);
      await network.client(proxy, store, { nowMs }).answer(question("?"));
      const stored = async () =>
        (await store.loadGuards(network.guardsKey))?.guards.map(({ chipId }) => chipId) ?? [];
      const allowed = new Allowed(await stored(), nowMs);
      expect(allowed.chips.size).toBe(GUARDS);
      for (const { waitDays, hides, failure } of steps) {
        nowMs += waitDays * DAY_MS;
        proxy = new TestProxy(await workersAt(nowMs), nowMs, proxy);
        proxy.list = (entries) => entries.filter((_, index) => !hides || !victims.includes(index));
        proxy.onPost = async (post) => {
          if (failure === "reseal") return ended(post, "reseal_required", "reseal_required");
          if (failure === "refuse") return ended(post, "failed", "open_failed");
          return answered(post, await firstAnswer(post));
        };
        const listed = new Set(proxy.entries.map(({ chipId }) => chipId));
        await network
          .client(proxy, store, { nowMs })
          .answer(question("?"))
          .catch(() => undefined);
        allowed.follow(await stored(), listed, nowMs);
        const reached = proxy.posts.flatMap((post) => post.workers.map(({ entry }) => entry.chipId));
        for (const chip of reached) expect(allowed.chips).toContain(chip);
      }
      replaced += allowed.replaced;
    }),
    { numRuns: 12, seed: 21 },
  );
  // Else the rule of replacement was never put to the test.
  expect(replaced).toBeGreaterThan(0);
}, 120_000);
