import { beforeAll, describe, expect, it } from "vitest";
import { constants as escrow } from "../wrappers/escrow.generated.ts";
import { constants as payout } from "../wrappers/payout.generated.ts";
import { constants as treasury } from "../wrappers/treasury.generated.ts";
import { differences, readSnapshot, type Snapshot, takeSnapshot } from "./snapshot.ts";
import { COCOON, shares } from "./table.ts";

let now: Snapshot;
beforeAll(async () => {
  now = await takeSnapshot();
});

describe("the fees of each operation", () => {
  it("are those of the snapshot", () => {
    const changed = differences(readSnapshot(), now);
    expect(changed, "meant: `npm run fees -w contracts -- --write`").toEqual([]);
  });

  it.each(Object.entries(COCOON))("of a %s are lower than Cocoon's at the same prices", (name, theirs) => {
    expect(now.older[name]?.nanoton).toBeLessThan(theirs.nanoton);
  });

  it("take at most a hundredth of the money on its way to a worker, at the default thresholds", () => {
    for (const { perMille } of shares(now)) expect(perMille).toBeLessThanOrEqual(10);
  });
});

describe("the bounds on gas by which contracts know what to ask for", () => {
  const steps = (...names: string[]): number[][] => names.map((name) => [...(now.current[name]?.gas ?? [])]);
  const most = (all: number[][], step: number): number => Math.max(...all.map((gas) => gas[step] ?? 0));

  it("hold for every operation of an escrow, with the keys it may get", () => {
    const firsts = steps("first top-up, with the escrow's code", "first top-up with a payer key");
    const own = steps(
      "charge with a payer key",
      "granted close that charges",
      "finalizing a close",
      "guards",
    );
    expect(most([...own, ...firsts], 0)).toBeLessThan(Number(escrow.GAS_OF_OPERATION));
    expect(most([...own, ...firsts], 1)).toBeLessThan(Number(escrow.GAS_OF_NOTIFY));
    expect(most(firsts, 2)).toBeLessThan(Number(escrow.GAS_OF_SET_KEYS));
  });

  it("hold for every operation of a payout contract and of the treasury", () => {
    const sums = steps("claim", "first request of a payout contract's keys, with its code").map((gas) =>
      gas.reduce((sum, step) => sum + step, 0),
    );
    const bound = Number(payout.GAS_OF_CLAIM + payout.GAS_OF_PAY_WORKER);
    for (const sum of sums) expect(sum).toBeLessThan(bound);
    expect(most(steps("drawing commission", "funding the pool"), 0)).toBeLessThan(
      Number(treasury.GAS_OF_TREASURY),
    );
  });
});

describe("a change of fees", () => {
  it("is shown in one line", () => {
    const before = { current: { charge: { gas: [1, 2], nanoton: 100 } }, older: {} };
    const after = {
      current: { charge: { gas: [1, 3], nanoton: 110 }, claim: { gas: [], nanoton: 1 } },
      older: {},
    };
    expect(differences(before, after)).toEqual([
      "charge (current fees): 100 → 110 nanoton (+10, 10.0 %), gas 1 + 2 → 1 + 3",
      "claim (current fees): is new",
    ]);
    expect(differences(before, before)).toEqual([]);
  });
});
