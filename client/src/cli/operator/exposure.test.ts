import { nanoton } from "@cocoon/protocol/money";
import { describe, expect, it } from "vitest";
import { exposureOf } from "./exposure.ts";

describe("what an owner of workers stands to lose", () => {
  it.each([
    ["nothing, of what was paid", { payable: 0n, vouched: 500n, paid: 500n, pool: 0n }, 0n, 0n],
    [
      "nothing, of what a voucher and the pool cover",
      { payable: 300n, vouched: 800n, paid: 500n, pool: 900n },
      300n,
      0n,
    ],
    ["all that no voucher names", { payable: 300n, vouched: 500n, paid: 500n, pool: 900n }, 0n, 300n],
    ["what the pool lacks", { payable: 300n, vouched: 800n, paid: 500n, pool: 100n }, 100n, 200n],
    ["all, without a voucher", { payable: 300n, vouched: 0n, paid: 500n, pool: 900n }, 0n, 300n],
  ])("%s", (_, { payable, vouched, paid, pool }, covered, uncovered) => {
    const claims = {
      payableNanoton: nanoton(payable),
      vouchedNanoton: nanoton(vouched),
      paidNanoton: nanoton(paid),
      poolNanoton: nanoton(pool),
    };
    expect(exposureOf(claims)).toEqual({ coveredNanoton: covered, uncoveredNanoton: uncovered });
  });
});
