import { signVoucher, voucherPublicKey, chargeVoucher } from "@cocoon/contracts/voucher";
import { openVouchers } from "@cocoon/db/chain";
import { fromHex, toHex } from "@cocoon/protocol/bytes";
import { parseNanoton } from "@cocoon/protocol/money";
import { Address } from "@ton/core";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { VoucherDesk } from "../../billing/voucher-desk.ts";
import { addressOf, ton } from "../../testing/dev-world.ts";
import { MoneyRig } from "../../testing/money-rig.ts";

const ann = addressOf("ann");
const SEED = new Uint8Array(32).fill(9);
const GUARDS = { dailyLimitNanoton: ton("5"), payerKey: voucherPublicKey(SEED) };

describe("an escrow with a payer key", () => {
  let rig: MoneyRig;
  let desk: VoucherDesk;
  let accountId: string;
  beforeEach(async () => {
    rig = await MoneyRig.open();
    const { database, world } = rig;
    desk = new VoucherDesk({ database, signer: world.keys, now: world.now });
    accountId = await rig.deposit(ann, "2", GUARDS);
  });
  afterEach(() => rig.close());

  /** What the client does once it has checked what it is asked for. */
  const sign = async () => {
    const { due, epoch, globalId, escrow } = await desk.show(accountId);
    if (!due) throw new Error("nothing is due");
    const { validUntil } = due;
    const cumulativeNanoton = parseNanoton(due.cumulativeNanoton);
    const terms = { epoch, validUntil, cumulativeNanoton, globalId, escrow: Address.parseRaw(escrow) };
    const payerSignature = toHex(signVoucher(chargeVoucher(terms), SEED));
    await desk.accept(accountId, {
      epoch,
      validUntil,
      cumulativeNanoton: due.cumulativeNanoton,
      payerSignature,
    });
  };
  const charged = async () => (await rig.escrow(ann))?.chargedTotalNanoton;

  it("is charged nothing that only the proxy signed", async () => {
    await rig.spend(accountId, "0.5");
    await desk.show(accountId);
    expect(await openVouchers(rig.database)).toHaveLength(1);
    await rig.rounds(2);
    expect(await charged()).toBe(0n);
  });

  it("is charged by the largest voucher that both signed, once it is worth it", async () => {
    for (const amount of ["0.05", "0.05"]) {
      await rig.spend(accountId, amount);
      await sign();
      await rig.rounds(1);
    }
    expect(await charged()).toBe(0n);
    await rig.spend(accountId, "0.15");
    await sign();
    const before = await rig.world.hotWallet.balanceNanoton();
    await rig.rounds(1);
    expect(await charged()).toBe(ton("0.25"));
    // One message and not three: what came before is within it.
    expect(before - (await rig.world.hotWallet.balanceNanoton())).toBeLessThan(ton("0.006"));
    expect(await openVouchers(rig.database)).toEqual([]);
    await rig.reconciled();
  });

  it("is charged in the last day of a signature, however little it is", async () => {
    await rig.spend(accountId, "0.01");
    await sign();
    await rig.world.pass(6 * 86_400 - 60);
    await rig.rounds(1);
    expect(await charged()).toBe(0n);
    await rig.world.pass(120);
    await rig.rounds(1);
    expect(await charged()).toBe(ton("0.01"));
  });

  it("is paid out once what was spent is signed: first that charge, then a close that charges nothing", async () => {
    await rig.spend(accountId, "0.1");
    const { withdrawals } = rig.proxy();
    await expect(withdrawals.request(accountId)).rejects.toMatchObject({ code: "signature_due" });
    await sign();
    expect(await withdrawals.request(accountId)).toMatchObject({ state: "requested" });
    await rig.rounds(3);
    expect(await withdrawals.latest(accountId)).toMatchObject({
      state: "paid",
      paidNanoton: ton("1.9").toString(),
    });
    expect(await charged()).toBe(ton("0.1"));
    await rig.reconciled();
  });

  it("takes no signature of another key", async () => {
    await rig.spend(accountId, "0.3");
    const { due, epoch } = await desk.show(accountId);
    const { cumulativeNanoton = "0", validUntil = 0 } = due ?? {};
    const payerSignature = toHex(fromHex("ab".repeat(64)));
    await expect(
      desk.accept(accountId, { epoch, cumulativeNanoton, validUntil, payerSignature }),
    ).rejects.toMatchObject({ code: "signature_invalid" });
  });
});
