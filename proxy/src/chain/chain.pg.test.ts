import { addressOf, COMMISSION_PPM, ton } from "../testing/dev-world.ts";
import { encodeClaim, encodePayoutSyncKeys, payoutAddress, payoutStateInit } from "@cocoon/contracts/payout";
import { fromHex } from "@cocoon/protocol/bytes";
import { nanoton } from "@cocoon/protocol/money";
import { Address } from "@ton/core";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { openVouchers, payoutOwner } from "@cocoon/db/chain";
import { balance } from "@cocoon/db/ledger";
import { readChainConfig, readConfig } from "../config.ts";
import { Metrics } from "../metrics.ts";
import { LIMIT, MoneyRig, OWNER } from "../testing/money-rig.ts";
import type { ChainMoney } from "./money.ts";
import { type OpenChain, openChain } from "./open.ts";

const ann = addressOf("ann");
const FAST = { COCOON_CHAIN_POLL_MS: "100", COCOON_CHARGE_EVERY_MS: "100", COCOON_PAYOUT_EVERY_MS: "100" };

/** All of it, running by its own timers. */
describe("the proxy's part on TON", () => {
  let rig: MoneyRig;
  let chain: OpenChain | null;
  beforeEach(async () => {
    rig = await MoneyRig.open();
    chain = null;
  });
  afterEach(async () => {
    await chain?.close();
    await rig.close();
  });

  const open = async (changes: Record<string, string> = {}): Promise<ChainMoney> => {
    const env = {
      DATABASE_URL: rig.database.url,
      REDIS_URL: "redis://127.0.0.1:1",
      COCOON_PUBLIC_ORIGIN: "https://proxy.example",
      COCOON_ROSTER_KEY: "a5".repeat(32),
      ...rig.world.settings,
      ...FAST,
      ...changes,
    };
    const config = readChainConfig(readConfig(env));
    if (!config) throw new Error("no treasury");
    const { database } = rig;
    const deps = {
      config,
      commissionPpm: COMMISSION_PPM,
      database,
      metrics: new Metrics(),
      log: () => undefined,
    };
    chain = await openChain(deps, (faults) => {
      throw new Error(faults.join());
    });
    return chain.money;
  };
  const soon = (check: () => Promise<void>) => vi.waitFor(check, { timeout: 20_000, interval: 50 });
  const deposited = async (person: Address, amount: string): Promise<string> => {
    await rig.world.topUp(person, amount, LIMIT);
    chain?.money.poke();
    await soon(async () => expect(await rig.available(person)).toBeGreaterThan(0n));
    return (await rig.accountOf(person)) as string;
  };

  it("charges what was spent, pays the worker's owner, and pays the rest back at once", async () => {
    const money = await open();
    const accountId = await deposited(ann, "2");
    expect(money.standing).toBe("ready");
    await rig.spend(accountId, "0.8");
    await soon(async () => expect(await rig.escrow(ann)).toMatchObject({ chargedTotalNanoton: ton("0.8") }));
    // 95 % of the charge, exactly: the fees come from what the hot wallet sent along.
    await soon(async () => expect(await rig.received(OWNER)).toBe(ton("0.76")));
    const paid = { confirmedNanoton: ton("0.76"), earnedNanoton: ton("0.76") };
    await soon(async () => expect(await payoutOwner(rig.database, OWNER.toRawString())).toMatchObject(paid));
    await rig.reconciled();

    expect(await money.requestWithdrawal(accountId)).toMatchObject({ state: "requested", id: "epoch-0" });
    const first = { id: "epoch-0", state: "paid", paidNanoton: ton("1.2").toString() };
    await soon(async () => expect(await money.withdrawal(accountId)).toMatchObject(first));
    expect(await rig.received(ann)).toBeGreaterThanOrEqual(ton("1.2"));
    expect((await balance(rig.database, accountId)).availableNanoton).toBe(0n);
    expect(await rig.escrow(ann)).toMatchObject({ epoch: 1, balanceNanoton: 0n, frozenUntilMs: null });
    await expect(money.requestWithdrawal(accountId)).rejects.toMatchObject({ code: "nothing_to_withdraw" });
    expect(await openVouchers(rig.database)).toEqual([]);
    await rig.reconciled();

    // The next top-up opens the next epoch; a sum under the threshold is charged when it is withdrawn.
    expect(await deposited(ann, "1")).toBe(accountId);
    await rig.spend(accountId, "0.1");
    await money.requestWithdrawal(accountId);
    const second = { id: "epoch-1", state: "paid", paidNanoton: ton("0.9").toString() };
    await soon(async () => expect(await money.withdrawal(accountId)).toMatchObject(second));
    expect(await rig.escrow(ann)).toMatchObject({ chargedTotalNanoton: ton("0.9"), epoch: 2 });
    await rig.reconciled();
  });

  /** A job that cost so much, collected. */
  const earned = async (accountId: string, amount: string, total: string): Promise<void> => {
    await rig.spend(accountId, amount);
    await soon(async () => expect(await rig.escrow(ann)).toMatchObject({ chargedTotalNanoton: ton(total) }));
  };
  /** The owner's own wallet sends the voucher that it has asked for. */
  const claims = async (money: ChainMoney): Promise<void> => {
    const voucher = await money.ownerVoucher(OWNER.toRawString());
    if (!voucher) throw new Error("no voucher");
    const to = Address.parseRaw(voucher.contract);
    expect(to.toString()).toBe(payoutAddress(rig.world.treasury, OWNER).toString());
    const init = payoutStateInit(rig.world.treasury, OWNER);
    await rig.world.send({ from: OWNER, to, body: encodePayoutSyncKeys(), init });
    const cumulativeNanoton = nanoton(BigInt(voucher.cumulativeNanoton));
    const body = encodeClaim({ cumulativeNanoton, signature: fromHex(voucher.signature) });
    await rig.world.send({ from: OWNER, to, body });
    const confirmed = { confirmedNanoton: cumulativeNanoton };
    await soon(async () =>
      expect(await payoutOwner(rig.database, OWNER.toRawString())).toMatchObject(confirmed),
    );
  };
  /** What the owner was paid, by its contract. */
  const paid = async () => (await rig.contracts.payoutState(OWNER))?.paidNanoton;

  it("pays an owner who asks at once, under its threshold", async () => {
    const money = await open({ COCOON_PAYOUT_AT_TON: "1000" });
    const accountId = await deposited(ann, "1");
    await earned(accountId, "0.4", "0.4");
    expect(await money.payNow(OWNER.toRawString())).toBe(ton("0.38"));
    await soon(async () => expect(await rig.received(OWNER)).toBe(ton("0.38")));
    const confirmed = { confirmedNanoton: ton("0.38") };
    await soon(async () =>
      expect(await payoutOwner(rig.database, OWNER.toRawString())).toMatchObject(confirmed),
    );
    // What is on its way or was paid is not asked for again.
    await expect(money.payNow(OWNER.toRawString())).rejects.toMatchObject({ code: "amount_too_small" });
    await rig.reconciled();
  });

  it("pays nobody so little that it is not worth its fee", async () => {
    const money = await open({ COCOON_PAYOUT_AT_TON: "1000", COCOON_PAY_NOW_AT_TON: "0.38" });
    const accountId = await deposited(ann, "1");
    await earned(accountId, "0.3", "0.3");
    const owner = OWNER.toRawString();
    const tooSmall = { code: "amount_too_small", message: expect.stringMatching(/own voucher.*0\.38 TON/) };
    await expect(money.payNow(owner)).rejects.toMatchObject(tooSmall);
    expect(await payoutOwner(rig.database, owner)).toMatchObject({ payNowAtMs: null });
    await expect(money.payNow(addressOf("nobody").toRawString())).rejects.toMatchObject(tooSmall);
    await rig.spend(accountId, "0.1");
    expect(await money.payNow(owner)).toBe(ton("0.38"));
  });

  it("gives an owner under its threshold a voucher, and pays only the difference to what it claimed", async () => {
    const money = await open({ COCOON_PAYOUT_AT_TON: "0.2" });
    const owner = OWNER.toRawString();
    expect(await money.ownerVoucher(owner)).toBeNull();
    const accountId = await deposited(ann, "1");
    await earned(accountId, "0.2", "0.2");
    const voucher = await money.ownerVoucher(owner);
    expect(voucher).toMatchObject({ cumulativeNanoton: ton("0.19").toString() });
    expect(await money.ownerVoucher(owner)).toEqual(voucher);
    await claims(money);
    expect(await paid()).toBe(ton("0.19"));
    expect(await payoutOwner(rig.database, owner)).toMatchObject({ cumulativeNanoton: 0n });
    await rig.reconciled();

    // Looking at the voucher does not keep it from being pushed at the threshold.
    await rig.spend(accountId, "0.4");
    await soon(async () => {
      await money.ownerVoucher(owner);
      expect(await paid()).toBe(ton("0.57"));
    });
    const all = { confirmedNanoton: ton("0.57"), earnedNanoton: ton("0.57"), cumulativeNanoton: ton("0.57") };
    await soon(async () => expect(await payoutOwner(rig.database, owner)).toMatchObject(all));
    await rig.reconciled();
  });

  it("refuses to start with keys or a commission that are not the treasury's", async () => {
    await expect(
      open({ COCOON_CHARGE_KEY: "01".repeat(32), COCOON_PAYOUT_KEY: "02".repeat(32) }),
    ).rejects.toThrow("COCOON_CHARGE_KEY is not the treasury's,COCOON_PAYOUT_KEY is not the treasury's");
  });
});
