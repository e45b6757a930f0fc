import { encodeFundPool } from "@cocoon/contracts/treasury";
import { beginCell } from "@ton/core";
import { afterEach, beforeEach, expect, it } from "vitest";
import { addressOf, ton } from "../../testing/dev-world.ts";
import { MoneyRig } from "../../testing/money-rig.ts";

let rig: MoneyRig;
beforeEach(async () => {
  rig = await MoneyRig.open();
});
afterEach(() => rig.close());

/** Real contracts on a SIMULATED chain. */
it("books a gift whose message says more than a gift, which the treasury does not mind", async () => {
  const gift = encodeFundPool(ton("0.5"));
  const body = beginCell().storeSlice(gift.beginParse()).storeUint(1, 8).storeRef(gift).endCell();
  await rig.world.send({ from: addressOf("stranger"), to: rig.world.treasury, value: ton("1"), body });
  await rig.see();
  expect((await rig.contracts.treasuryState()).workerPoolNanoton).toBe(ton("0.5"));
  await rig.reconciled();
});
