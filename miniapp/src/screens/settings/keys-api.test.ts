import { expect, it } from "vitest";
import { budgetOf } from "./keys-api.ts";

it("takes a budget as people write it", () => {
  expect([budgetOf("0.5"), budgetOf(" 1,25 "), budgetOf("3")]).toEqual([
    500_000_000n,
    1_250_000_000n,
    3_000_000_000n,
  ]);
});

it.each(["", "0", "0,0", "-1", "1e3", "1.2.3", "1 000", "0.0000000001", "99999999999"])(
  "takes no %j",
  (text) => {
    expect(budgetOf(text)).toBeNull();
  },
);
