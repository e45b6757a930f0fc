import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { heightOf, type Mounted, step, STEP_MESSAGES, wanted } from "./window.ts";

const heights = fc.array(fc.integer({ min: 20, max: 900 }), { minLength: 1, maxLength: 500 });

/** Steps until nothing changes. */
function walk(from: Mounted, goal: Mounted): Mounted[] {
  const steps = [from];
  for (let now = from, count = 0; count < 1200; count += 1) {
    const next = step(now, goal);
    if (next.first === now.first && next.end === now.end) return steps;
    steps.push(next);
    now = next;
  }
  throw new Error("it never arrives");
}

describe("the messages in the page", () => {
  it("are those in sight and a margin around them, and no more than fit", () => {
    fc.assert(
      fc.property(heights, fc.nat(), (all, seed) => {
        const topPx = seed % Math.max(1, heightOf(all, 0, all.length));
        const { first, end } = wanted({ heights: all, topPx, bottomPx: topPx + 800, marginPx: 800 });
        expect(heightOf(all, 0, first)).toBeLessThanOrEqual(Math.max(0, topPx - 800));
        expect(end === all.length || heightOf(all, 0, end) > topPx + 1600).toBe(true);
        expect(heightOf(all, first + 1, end - 2)).toBeLessThanOrEqual(2400 + 900);
      }),
    );
  });

  it("come a few at a time, from anywhere to anywhere, and always arrive", () => {
    const range = fc
      .tuple(fc.nat(500), fc.nat(40))
      .map(([first, size]) => ({ first, end: first + size + 1 }));
    fc.assert(
      fc.property(range, range, (from, goal) => {
        const steps = walk(from, goal);
        expect(steps.at(-1)).toEqual(goal);
        for (const [index, next] of steps.slice(1).entries()) {
          const before = steps[index] as Mounted;
          const kept = Math.max(0, Math.min(before.end, next.end) - Math.max(before.first, next.first));
          expect(next.end - next.first - kept).toBeLessThanOrEqual(STEP_MESSAGES);
        }
      }),
    );
  });
});
