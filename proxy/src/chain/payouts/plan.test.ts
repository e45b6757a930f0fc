import { nanoton } from "@cocoon/protocol/money";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type OwnerAccount, planPayouts } from "./plan.ts";

const account = (changes: Partial<Record<keyof OwnerAccount, unknown>>): OwnerAccount =>
  ({
    owner: "a",
    payableNanoton: 0n,
    cumulativeNanoton: 0n,
    shownNanoton: 0n,
    confirmedNanoton: 0n,
    thresholdNanoton: 100n,
    payNow: false,
    ...changes,
  }) as OwnerAccount;
const plan = (accounts: OwnerAccount[], pool: bigint) =>
  planPayouts(accounts, nanoton(pool)).map(({ owner, cumulativeNanoton }) => [owner, cumulativeNanoton]);

const most = (...amounts: bigint[]): bigint => amounts.reduce((a, b) => (a > b ? a : b));

describe("the next payouts", () => {
  it.each([
    ["pay who has reached its threshold", [account({ payableNanoton: 100n })], 1_000n, [["a", 100n]]],
    ["leave who has not", [account({ payableNanoton: 99n })], 1_000n, []],
    ["pay who asks", [account({ payableNanoton: 1n, payNow: true })], 1_000n, [["a", 1n]]],
    ["pay nothing to who is owed nothing", [account({ payNow: true })], 1_000n, []],
    [
      "add to what was paid before",
      [account({ payableNanoton: 150n, cumulativeNanoton: 700n, confirmedNanoton: 700n })],
      1_000n,
      [["a", 850n]],
    ],
    [
      "sign nothing twice while a voucher is on its way",
      [account({ payableNanoton: 150n, cumulativeNanoton: 850n, confirmedNanoton: 700n })],
      1_000n,
      [],
    ],
    [
      "add what came in meanwhile",
      [account({ payableNanoton: 350n, cumulativeNanoton: 850n, confirmedNanoton: 700n })],
      1_000n,
      [["a", 1_050n]],
    ],
    [
      "push what its owner was only shown",
      [account({ payableNanoton: 150n, shownNanoton: 150n })],
      150n,
      [["a", 150n]],
    ],
    [
      "leave what was shown to who is below its threshold",
      [account({ payableNanoton: 99n, shownNanoton: 99n })],
      1_000n,
      [],
    ],
    [
      "leave what its owner claimed by itself",
      [account({ payableNanoton: 50n, shownNanoton: 900n, confirmedNanoton: 900n })],
      1_000n,
      [],
    ],
    [
      "push only the difference to what its owner claimed by itself",
      [account({ payableNanoton: 150n, shownNanoton: 900n, confirmedNanoton: 900n })],
      1_000n,
      [["a", 1_050n]],
    ],
    [
      "take nothing of what was shown to another",
      [account({ payableNanoton: 500n }), account({ owner: "b", payableNanoton: 90n, shownNanoton: 90n })],
      250n,
      [["a", 160n]],
    ],
    [
      "push what was shown though the pool has nothing more",
      [account({ payableNanoton: 500n, shownNanoton: 150n })],
      150n,
      [["a", 150n]],
    ],
    ["wait for an empty pool", [account({ payableNanoton: 500n })], 0n, []],
    ["pay the part that the pool covers", [account({ payableNanoton: 500n })], 200n, [["a", 200n]]],
    ["but no part below the threshold", [account({ payableNanoton: 500n })], 99n, []],
    ["unless who is owed it asks", [account({ payableNanoton: 500n, payNow: true })], 100n, [["a", 100n]]],
  ])("%s", (_, accounts, pool, expected) => {
    expect(plan(accounts, pool)).toEqual(expected);
  });

  it("take who asked first, then who is owed most", () => {
    const accounts = [
      account({ owner: "some", payableNanoton: 200n }),
      account({ owner: "most", payableNanoton: 500n }),
      account({ owner: "asks", payableNanoton: 10n, payNow: true }),
    ];
    expect(plan(accounts, 600n)).toEqual([
      ["asks", 10n],
      ["most", 500n],
    ]);
  });

  it("never promise more than the pool, nor pay anyone more than it earned", () => {
    const amount = fc.bigInt({ min: 0n, max: 1_000n });
    const total = fc.bigInt({ min: 0n, max: 2_000n });
    const owner = fc.record({
      owner: fc.uuid(),
      payableNanoton: amount,
      pushed: total,
      shown: total,
      confirmedNanoton: amount,
      thresholdNanoton: amount,
      payNow: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(owner, { maxLength: 8 }), amount, (owners, pool) => {
        // What is signed and unpaid was earned: the ledger holds it as payable until it is seen paid.
        const accounts = owners.map(({ pushed, shown, ...one }) => {
          const earned = one.confirmedNanoton + one.payableNanoton;
          const within = (given: bigint) => (given < earned ? given : earned);
          return account({ ...one, cumulativeNanoton: within(pushed), shownNanoton: within(shown) });
        });
        const planned = new Map(planPayouts(accounts, nanoton(pool)).map((one) => [one.owner, one]));
        const promised = (next: (one: OwnerAccount) => bigint) =>
          accounts.reduce((sum, one) => sum + most(next(one), one.shownNanoton, one.confirmedNanoton), 0n) -
          accounts.reduce((sum, one) => sum + one.confirmedNanoton, 0n);
        const before = promised((one) => one.cumulativeNanoton);
        const after = promised((one) => planned.get(one.owner)?.cumulativeNanoton ?? one.cumulativeNanoton);
        expect(after).toBeLessThanOrEqual(most(before, pool));
        for (const one of accounts) {
          const next = planned.get(one.owner)?.cumulativeNanoton;
          if (next === undefined) continue;
          expect(next).toBeGreaterThan(one.cumulativeNanoton);
          expect(next - one.confirmedNanoton).toBeLessThanOrEqual(one.payableNanoton);
        }
      }),
    );
  });
});
