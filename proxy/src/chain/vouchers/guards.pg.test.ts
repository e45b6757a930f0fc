import { chargeVoucher, signVoucher, voucherPublicKey } from "@cocoon/contracts/voucher";
import { encodeSetGuards, type Guards, NOTICE_SECONDS } from "@cocoon/contracts/escrow";
import { toHex } from "@cocoon/protocol/bytes";
import { parseNanoton } from "@cocoon/protocol/money";
import { Address } from "@ton/core";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { VoucherDesk } from "../../billing/voucher-desk.ts";
import { addressOf, ton } from "../../testing/dev-world.ts";
import { LIMIT, MoneyRig } from "../../testing/money-rig.ts";

const ann = addressOf("ann");
const OLD = new Uint8Array(32).fill(7);
const NEW = new Uint8Array(32).fill(8);
const HOUR = 3_600;

/** Real contracts on a SIMULATED chain. An owner's notice is the proxy's time to collect, and pending guards count from theirs on without a word. */
describe("an owner who tightens the guards after spending", () => {
  let rig: MoneyRig;
  beforeEach(async () => {
    rig = await MoneyRig.open();
  });
  afterEach(() => rig.close());

  const setGuards = async (guards: Guards) => {
    await rig.world.send({ from: ann, to: rig.world.escrowOf(ann), body: encodeSetGuards(guards) });
    await rig.see();
  };
  const charged = async () => (await rig.escrow(ann))?.chargedTotalNanoton;
  const feesOf = async (work: () => Promise<void>) => {
    const before = await rig.world.hotWallet.balanceNanoton();
    await work();
    return before - (await rig.world.hotWallet.balanceNanoton());
  };

  it("to a limit of nothing pays for what was used", async () => {
    const accountId = await rig.deposit(ann, "10");
    await rig.spend(accountId, "6");
    await setGuards({ dailyLimitNanoton: ton("0"), payerKey: null });
    await rig.rounds(2);
    expect(await charged()).toBe(ton("6"));
    await rig.reconciled();
  });

  it("and is paid out at once gets only what was not used", async () => {
    const accountId = await rig.deposit(ann, "10");
    await rig.spend(accountId, "6");
    await setGuards({ dailyLimitNanoton: ton("0"), payerKey: null });
    const { withdrawals } = rig.proxy();
    await withdrawals.request(accountId);
    await rig.rounds(3);
    expect(await withdrawals.latest(accountId)).toMatchObject({
      state: "paid",
      paidNanoton: ton("4").toString(),
    });
    expect(await charged()).toBe(ton("6"));
    await rig.reconciled();
  });

  it("to a payer key is charged before it counts, also below what is worth a charge otherwise", async () => {
    const accountId = await rig.deposit(ann, "2");
    await rig.spend(accountId, "0.15");
    await setGuards({ ...LIMIT, payerKey: voucherPublicKey(NEW) });
    await rig.rounds(1);
    expect(await charged()).toBe(0n);
    await rig.world.pass(NOTICE_SECONDS - HOUR);
    await rig.rounds(1);
    expect(await charged()).toBe(ton("0.15"));
  });

  it("costs no fees for charges that the contract refuses, once the key counts", async () => {
    const accountId = await rig.deposit(ann, "2");
    await setGuards({ ...LIMIT, payerKey: voucherPublicKey(NEW) });
    await rig.world.pass(NOTICE_SECONDS + HOUR);
    await rig.spend(accountId, "1.5");
    expect(await feesOf(() => rig.rounds(3))).toBe(0n);
    expect(await charged()).toBe(0n);
  });

  it("to another payer key signs anew what the old one signed and nobody charged", async () => {
    const accountId = await rig.deposit(ann, "2", { ...LIMIT, payerKey: voucherPublicKey(OLD) });
    const desk = new VoucherDesk({ database: rig.database, signer: rig.world.keys, now: rig.world.now });
    const sign = async (seed: Uint8Array) => {
      const { due, epoch, globalId, escrow } = await desk.show(accountId);
      if (!due) throw new Error("nothing is due");
      const cumulativeNanoton = parseNanoton(due.cumulativeNanoton);
      const voucher = { epoch, globalId, escrow: Address.parseRaw(escrow), ...due, cumulativeNanoton };
      const payerSignature = toHex(signVoucher(chargeVoucher(voucher), seed));
      await desk.accept(accountId, { ...due, epoch, payerSignature });
    };
    await setGuards({ ...LIMIT, payerKey: voucherPublicKey(NEW) });
    await rig.spend(accountId, "0.3");
    await sign(OLD);
    await rig.world.pass(NOTICE_SECONDS + HOUR);
    expect(await feesOf(() => rig.rounds(3))).toBe(0n);
    await sign(NEW);
    await rig.rounds(1);
    expect(await charged()).toBe(ton("0.3"));
    await rig.reconciled();
  });

  it("and asks the desk after each job of little has no charge made of each", async () => {
    const accountId = await rig.deposit(ann, "2");
    await setGuards({ ...LIMIT, payerKey: voucherPublicKey(NEW) });
    const desk = new VoucherDesk({ database: rig.database, signer: rig.world.keys, now: rig.world.now });
    const jobs = async () => {
      for (let i = 0; i < 3; i++) {
        await rig.spend(accountId, "0.001");
        await desk.show(accountId);
        await rig.rounds(1);
      }
    };
    expect(await feesOf(jobs)).toBe(0n);
    await rig.spend(accountId, "0.3");
    await rig.rounds(1);
    expect(await charged()).toBe(ton("0.303"));
  });
});
