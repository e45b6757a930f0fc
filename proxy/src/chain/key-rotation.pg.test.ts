import { CONFIG_DELAY_SECONDS, encodeExecuteConfig, encodeProposeConfig } from "@cocoon/contracts/treasury";
import { generateEd25519, Secret } from "@cocoon/protocol/bytes";
import type { Cell } from "@ton/core";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { addressOf, COMMISSION_PPM, ton } from "../testing/dev-world.ts";
import { MoneyRig, OWNER } from "../testing/money-rig.ts";
import { VoucherKeys } from "./voucher-keys.ts";

const ann = addressOf("ann");

describe("when the treasury's keys are replaced", () => {
  let rig: MoneyRig;
  beforeEach(async () => {
    rig = await MoneyRig.open();
  });
  afterEach(() => rig.close());

  const order = (body: Cell) => rig.world.send({ from: rig.world.operator, to: rig.world.treasury, body });

  /** The proxy's keys from then on. */
  async function rotate(): Promise<VoucherKeys> {
    const [charge, payout] = [1, 2].map(() => new Secret(generateEd25519().secretKey)) as [
      Secret<Uint8Array>,
      Secret<Uint8Array>,
    ];
    const keys = new VoucherKeys({ charge, payout, globalId: rig.world.globalId });
    const config = {
      operator: rig.world.operator,
      chargeKey: keys.chargePublicKey,
      payoutKey: keys.payoutPublicKey,
      commissionPpm: COMMISSION_PPM,
    };
    await order(encodeProposeConfig(config));
    await rig.world.pass(CONFIG_DELAY_SECONDS + 1);
    await order(encodeExecuteConfig(config));
    await rig.see();
    return keys;
  }

  it("escrows and payout contracts are told first, then charged and paid at their old addresses", async () => {
    const accountId = await rig.deposit(ann, "3");
    await rig.spend(accountId, "0.4");
    await rig.rounds(3);
    expect((await rig.contracts.payoutState(OWNER))?.paidNanoton).toBe(ton("0.38"));
    const keys = await rotate();
    await rig.spend(accountId, "0.6");
    // The old key is worth nothing any more, and loses nothing.
    await rig.rounds(2);
    expect(await rig.escrow(ann)).toMatchObject({ chargedTotalNanoton: ton("0.4") });
    await rig.rounds(4, { keys });
    expect(await rig.escrow(ann)).toMatchObject({ chargedTotalNanoton: ton("1"), keySeq: 2 });
    expect((await rig.contracts.payoutState(OWNER))?.paidNanoton).toBe(ton("0.95"));
    await rig.reconciled();
  });

  it("a payout that the old key signed and nobody claimed is paid by the new one", async () => {
    const accountId = await rig.deposit(ann, "3");
    await rig.spend(accountId, "0.4");
    await rig.rounds(1);
    await rig
      .proxy({ wallet: { send: async () => ({ sent: 0, because: "busy" }), balanceNanoton: async () => 0n } })
      .courier.round();
    const keys = await rotate();
    await rig.rounds(3, { keys });
    expect((await rig.contracts.payoutState(OWNER))?.paidNanoton).toBe(ton("0.38"));
  });
});
