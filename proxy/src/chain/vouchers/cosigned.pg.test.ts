import { chargeVoucher, signVoucher, voucherPublicKey } from "@cocoon/contracts/voucher";
import type { DueVoucher } from "@cocoon/protocol/api";
import { toHex } from "@cocoon/protocol/bytes";
import { parseNanoton } from "@cocoon/protocol/money";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { VoucherDesk } from "../../billing/voucher-desk.ts";
import { Metrics } from "../../metrics.ts";
import { addressOf, ton } from "../../testing/dev-world.ts";
import { MoneyRig } from "../../testing/money-rig.ts";
import { Courier } from "../courier/courier.ts";
import { Charges } from "./charges.ts";

const ANN = addressOf("ann");
const SEED = new Uint8Array(32).fill(0x9a);
const NEVER_MS = 2 ** 30;

/** Real contracts on a SIMULATED chain: what a payer's client signs is what the escrow takes, and nothing else moves. */
describe("an escrow with a payer key", () => {
  let rig: MoneyRig;
  let desk: VoucherDesk;
  let courier: Courier;
  let accountId: string;
  beforeEach(async () => {
    rig = await MoneyRig.open();
    const { database, contracts } = rig;
    const { keys, now, hotWallet } = rig.world;
    desk = new VoucherDesk({ database, signer: keys, now });
    const charges = new Charges({
      database,
      contracts,
      keys,
      everyMs: 0,
      resendAfterMs: 0,
      now,
      chargeAtNanoton: ton("0.2"),
      chargeAgeMs: 0,
      seenAtMs: now,
    });
    courier = new Courier({
      wallet: hotWallet,
      outgoing: [charges],
      everyMs: NEVER_MS,
      metrics: new Metrics(),
      log: () => undefined,
    });
    accountId = await rig.deposit(ANN, "2", {
      dailyLimitNanoton: ton("2"),
      payerKey: voucherPublicKey(SEED),
    });
  });
  afterEach(async () => {
    await courier.close();
    await rig.close();
  });

  const round = async (): Promise<bigint> => {
    await courier.round();
    await rig.see();
    return (await rig.escrow(ANN))?.chargedTotalNanoton ?? 0n;
  };

  const dueNow = async (): Promise<DueVoucher> => {
    const { due } = await desk.show(accountId);
    if (!due) throw new Error("nothing is due");
    return due;
  };

  async function sign({ cumulativeNanoton, validUntil }: DueVoucher): Promise<void> {
    const { epoch } = await desk.show(accountId);
    const { globalId } = rig.world;
    const voucher = chargeVoucher({
      globalId,
      escrow: rig.world.escrowOf(ANN),
      epoch,
      cumulativeNanoton: parseNanoton(cumulativeNanoton),
      validUntil,
    });
    const payerSignature = toHex(signVoucher(voucher, SEED));
    await desk.accept(accountId, { epoch, cumulativeNanoton, validUntil, payerSignature });
  }

  it("is charged nothing that its payer has not signed, and then exactly that", async () => {
    await rig.spend(accountId, "0.3");
    const due = await dueNow();
    expect(due.cumulativeNanoton).toBe(ton("0.3").toString());
    expect(await round()).toBe(0n);
    await sign(due);
    await rig.spend(accountId, "0.4");
    expect(await round()).toBe(ton("0.3"));
    expect(await round()).toBe(ton("0.3"));
    await sign(await dueNow());
    expect(await round()).toBe(ton("0.7"));
    await rig.reconciled();
  });

  it("is charged once for several signatures, when they are worth the fees", async () => {
    for (const _ of [1, 2, 3]) {
      await rig.spend(accountId, "0.06");
      await sign(await dueNow());
      expect(await round()).toBe(0n);
    }
    await rig.spend(accountId, "0.06");
    await sign(await dueNow());
    expect(await round()).toBe(ton("0.24"));
    expect((await desk.show(accountId)).due).toBeNull();
    await rig.reconciled();
  });
});
