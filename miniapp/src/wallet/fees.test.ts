import { VALUE_FOR_FEES } from "@cocoon/contracts/escrow";
import { expect, it } from "vitest";
import measured from "@cocoon/contracts/fees" with { type: "json" };
import * as fees from "./fees.ts";

it("says of fees what the contracts' tests measured", () => {
  const { current } = measured;
  expect({ ...fees }).toEqual({
    TOP_UP_FEE: BigInt(current["top-up"].nanoton),
    FIRST_TOP_UP_FEE: BigInt(current["first top-up, with the escrow's code"].nanoton),
    GUARDS_FEE: BigInt(current.guards.nanoton),
    GRANTED_CLOSE_FEE: BigInt(current["granted close that charges"].nanoton),
    OWN_CLOSE_FEE: BigInt(current["asking for a close"].nanoton + current["finalizing a close"].nanoton),
    SENT_FOR_FEES: VALUE_FOR_FEES,
  });
});
