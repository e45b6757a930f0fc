import { nanoton } from "@cocoon/protocol/money";
import { beginCell } from "@ton/core";
import { beforeEach, describe, expect, it } from "vitest";
import { CHARGE_SEED, configOf, guardsOf, Money, seedOf } from "../testing/money.ts";
import type { Wallet } from "../testing/network.ts";
import { expectDone, expectRefused } from "../testing/outcome.ts";
import { valueSentTo } from "../testing/transactions.ts";
import {
  encodeSyncKeys,
  escrowCodeHash,
  escrowErrors,
  STORAGE_RESERVE,
  VALUE_FOR_FEES,
} from "../wrappers/escrow.ts";
import { payoutCodeHash } from "../wrappers/payout.ts";
import {
  CONFIG_DELAY_SECONDS,
  encodeCancelConfig,
  encodeCommissionToPool,
  encodeDrawCommission,
  encodeExecuteConfig,
  encodeFundPool,
  encodeProposeConfig,
  splitCharge,
  treasuryErrors,
} from "../wrappers/treasury.ts";
import { voucherPublicKey } from "../wrappers/voucher.ts";

const TON = 1_000_000_000n;

let money: Money;
let client: Wallet;

beforeEach(async () => {
  money = await Money.deploy();
  client = await money.network.wallet("client");
  await money.topUp(client, TON, guardsOf(TON));
});

const address = () => money.treasury.address;
const byOperator = (body: ReturnType<typeof encodeCancelConfig>) => money.toTreasury(money.operator, body);

describe("a treasury", () => {
  it("knows its children's code", async () => {
    const state = await money.treasuryState();
    expect(state).toMatchObject({ keySeq: 1, escrowCodeHash, payoutCodeHash, proposal: null });
    const treasury = money.network.blockchain.openContract(money.treasury);
    const { stackReader } = await money.network.blockchain.runGetMethod(treasury.address, "escrowAddressOf", [
      { type: "slice", cell: beginCell().storeAddress(client.address).endCell() },
    ]);
    expect(stackReader.readAddress().equals(money.escrow(client).address)).toBe(true);
    const payout = await money.network.blockchain.runGetMethod(treasury.address, "payoutAddressOf", [
      { type: "slice", cell: beginCell().storeAddress(client.address).endCell() },
    ]);
    expect(payout.stackReader.readAddress().equals(money.payout(client).address)).toBe(true);
  });

  it.each([1n, 19n, 20n, 999_999_937n])("splits a charge of %d as its wrapper does", async (amount) => {
    await money.charge(client, amount);
    const { workerPoolNanoton, commissionNanoton } = await money.treasuryState();
    expect({ commission: commissionNanoton, pool: workerPoolNanoton }).toEqual(
      splitCharge(nanoton(amount), 50_000),
    );
  });

  it("takes gifts to its pool from anyone, with the amount they name", async () => {
    expectDone(await money.toTreasury(client, encodeFundPool(nanoton(TON)), TON + VALUE_FOR_FEES));
    expect((await money.treasuryState()).workerPoolNanoton).toBe(TON);
    const short = await money.toTreasury(client, encodeFundPool(nanoton(TON)), TON);
    expectRefused(short, address(), treasuryErrors.TREASURY_VALUE_TOO_LOW);
    const comment = beginCell().storeUint(0, 32).endCell();
    expectRefused(
      await money.toTreasury(client, comment),
      address(),
      treasuryErrors.TREASURY_UNKNOWN_MESSAGE,
    );
  });

  it("fills its reserve up again from what messages have to spare", async () => {
    money.network.advance(3 * 365 * 86_400);
    await money.charge(client, TON / 2n);
    expect(await money.network.balanceOf(address())).toBe(TON / 2n + STORAGE_RESERVE);
  });
});

describe("the commission", () => {
  beforeEach(async () => {
    await money.charge(client, TON);
  });

  it("is the operator's to draw, and nothing else is", async () => {
    const all = nanoton(TON / 20n);
    const { COMMISSION_TOO_SMALL, NOT_OPERATOR } = treasuryErrors;
    expectRefused(await byOperator(encodeDrawCommission(nanoton(all + 1n))), address(), COMMISSION_TOO_SMALL);
    expectRefused(await money.toTreasury(client, encodeDrawCommission(all)), address(), NOT_OPERATOR);
    const done = await byOperator(encodeDrawCommission(all));
    expectDone(done);
    expect(valueSentTo(done, money.operator.address)).toBeGreaterThan(all);
    expect(valueSentTo(done, money.operator.address)).toBeLessThan(all + VALUE_FOR_FEES);
    expect(await money.treasuryState()).toMatchObject({
      commissionNanoton: 0n,
      workerPoolNanoton: TON - all,
    });
    expect(await money.network.balanceOf(address())).toBe(TON - all + STORAGE_RESERVE);
  });

  it("can go to the pool, by the operator", async () => {
    const part = nanoton(TON / 50n);
    const { COMMISSION_TOO_SMALL, NOT_OPERATOR } = treasuryErrors;
    expectRefused(await money.toTreasury(client, encodeCommissionToPool(part)), address(), NOT_OPERATOR);
    expectRefused(await byOperator(encodeCommissionToPool(nanoton(TON))), address(), COMMISSION_TOO_SMALL);
    expectDone(await byOperator(encodeCommissionToPool(part)));
    const { commissionNanoton, workerPoolNanoton } = await money.treasuryState();
    expect(commissionNanoton).toBe(TON / 20n - part);
    expect(workerPoolNanoton + commissionNanoton).toBe(TON);
  });
});

describe("a new configuration", () => {
  const other = () => ({
    ...configOf(money.operator.address, 20_000),
    chargeKey: voucherPublicKey(seedOf(7)),
  });

  it("holds after its delay, by the operator that proposed it", async () => {
    expectDone(await byOperator(encodeProposeConfig(other())));
    expect((await money.treasuryState()).proposal?.at).toBe(money.network.now + CONFIG_DELAY_SECONDS);
    money.network.advance(CONFIG_DELAY_SECONDS - 1);
    const { NOT_EXECUTABLE, NOT_OPERATOR } = treasuryErrors;
    expectRefused(await byOperator(encodeExecuteConfig(other())), address(), NOT_EXECUTABLE);
    money.network.advance(1);
    expectRefused(await money.toTreasury(client, encodeExecuteConfig(other())), address(), NOT_OPERATOR);
    const another = configOf(money.operator.address, 1);
    expectRefused(await byOperator(encodeExecuteConfig(another)), address(), NOT_EXECUTABLE);
    expectDone(await byOperator(encodeExecuteConfig(other())));
    const { config, keySeq, proposal } = await money.treasuryState();
    expect({ keySeq, proposal, ppm: config.commissionPpm }).toEqual({
      keySeq: 2,
      proposal: null,
      ppm: 20_000,
    });
    expect(config.chargeKey).toEqual(other().chargeKey);
  });

  it("can be cancelled by the operator, replaced, and never takes more than everything", async () => {
    const { NOT_EXECUTABLE, NOT_OPERATOR, COMMISSION_TOO_HIGH } = treasuryErrors;
    await byOperator(encodeProposeConfig(other()));
    expectRefused(await money.toTreasury(client, encodeCancelConfig()), address(), NOT_OPERATOR);
    expectRefused(await money.toTreasury(client, encodeProposeConfig(other())), address(), NOT_OPERATOR);
    expectDone(await byOperator(encodeCancelConfig()));
    money.network.advance(CONFIG_DELAY_SECONDS);
    expectRefused(await byOperator(encodeExecuteConfig(other())), address(), NOT_EXECUTABLE);
    const greedy = configOf(money.operator.address, 1_000_001);
    expectRefused(await byOperator(encodeProposeConfig(greedy)), address(), COMMISSION_TOO_HIGH);
  });

  it("reaches an escrow by any message but a charge, and its address stays", async () => {
    await byOperator(encodeProposeConfig(other()));
    money.network.advance(CONFIG_DELAY_SECONDS);
    await byOperator(encodeExecuteConfig(other()));
    expect((await money.escrowState(client)).keySeq).toBe(1);
    expectDone(await money.toEscrow(client, encodeSyncKeys(), VALUE_FOR_FEES, money.operator));
    expect(await money.escrowState(client)).toMatchObject({ keySeq: 2, chargeKey: other().chargeKey });
    const { BAD_SIGNATURE } = escrowErrors;
    const escrow = money.escrow(client).address;
    expectRefused(await money.charge(client, 1n, { seed: CHARGE_SEED }), escrow, BAD_SIGNATURE);
    expectDone(await money.charge(client, 100n, { seed: seedOf(7) }));
    expect((await money.treasuryState()).commissionNanoton).toBe(2n);
  });
});
