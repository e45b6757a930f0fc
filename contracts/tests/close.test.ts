import { nanoton } from "@cocoon/protocol/money";
import { Address, type Cell } from "@ton/core";
import fc from "fast-check";
import { beforeEach, describe, expect, it } from "vitest";
import { guardsOf, Money, PAYER_SEED } from "../testing/money.ts";
import type { Wallet } from "../testing/network.ts";
import { expectDone, expectRefused } from "../testing/outcome.ts";
import { valueSentTo } from "../testing/transactions.ts";
import {
  ClientEscrow,
  encodeFinalizeClose,
  encodeRequestClose,
  encodeTopUp,
  escrowErrors,
  NOTICE_SECONDS,
  STORAGE_RESERVE,
  VALUE_FOR_FEES,
} from "../wrappers/escrow.ts";

const TON = 1_000_000_000n;

let money: Money;
let client: Wallet;
let stranger: Wallet;

beforeEach(async () => {
  money = await Money.deploy();
  client = await money.network.wallet("client");
  stranger = await money.network.wallet("stranger");
  await money.topUp(client, TON, guardsOf(TON));
});

const account = async () => (await money.escrowState(client)).account;
const address = () => money.escrow(client).address;
const request = () => money.toEscrow(client, encodeRequestClose());
const finalize = (from = stranger) => money.toEscrow(client, encodeFinalizeClose(), VALUE_FOR_FEES, from);

describe("a close that the client asks for", () => {
  it("pays everything unspent to the owner after 24 hours, whoever finalizes it", async () => {
    await money.charge(client, TON / 4n);
    expectDone(await request());
    money.network.advance(NOTICE_SECONDS - 1);
    expectRefused(await finalize(), address(), escrowErrors.NOT_CLOSABLE);
    money.network.advance(1);
    const done = await finalize();
    expectDone(done);
    expect(valueSentTo(done, client.address)).toBe((3n * TON) / 4n);
    expect(await account()).toMatchObject({
      epoch: 1,
      balanceNanoton: 0n,
      chargedNanoton: 0n,
      chargedTotalNanoton: TON / 4n,
      paidOutNanoton: (3n * TON) / 4n,
      closingAt: null,
    });
    expect(await money.network.balanceOf(address())).toBe(STORAGE_RESERVE);
  });

  it("leaves the proxy 24 hours for its last voucher, and not a second more", async () => {
    await request();
    money.network.advance(NOTICE_SECONDS - 1);
    expectDone(await money.charge(client, TON / 4n));
    money.network.advance(1);
    expectRefused(await money.charge(client, TON / 2n), address(), escrowErrors.CLOSING);
    expect(valueSentTo(await finalize(), client.address)).toBe((3n * TON) / 4n);
  });

  it("is the owner's to ask, once, and can't be finalized unasked", async () => {
    const byStranger = await money.toEscrow(client, encodeRequestClose(), VALUE_FOR_FEES, stranger);
    expectRefused(byStranger, address(), escrowErrors.NOT_OWNER);
    expectRefused(await finalize(client), address(), escrowErrors.NOT_CLOSABLE);
    await request();
    money.network.advance(NOTICE_SECONDS / 2);
    expectRefused(await request(), address(), escrowErrors.CLOSING);
    money.network.advance(NOTICE_SECONDS / 2);
    expectDone(await finalize());
    expectRefused(await finalize(), address(), escrowErrors.NOT_CLOSABLE);
  });

  it("refuses top-ups meanwhile, which return to their sender, and opens again by the next one", async () => {
    await request();
    expectRefused(await money.topUp(client, TON), address(), escrowErrors.CLOSING);
    expectRefused(await money.toEscrow(client, null, TON), address(), escrowErrors.CLOSING);
    money.network.advance(NOTICE_SECONDS);
    await finalize();
    expectDone(await money.topUp(client, 2n * TON, guardsOf(TON / 8n, PAYER_SEED)));
    expect(await account()).toMatchObject({
      epoch: 1,
      balanceNanoton: 2n * TON,
      depositedNanoton: 3n * TON,
      ...guardsOf(TON / 8n, PAYER_SEED),
    });
    expectRefused(await money.charge(client, 1n, { epoch: 0 }), address(), escrowErrors.BAD_SIGNATURE);
    expectDone(await money.charge(client, 1n, { payerSeed: PAYER_SEED }));
  });
});

describe("a close that the proxy grants", () => {
  it("charges what is due first and pays the rest to the owner at once, whoever submits it", async () => {
    await money.charge(client, TON / 8n);
    const done = await money.grantClose(client, TON / 4n, { from: stranger });
    expectDone(done);
    expect(valueSentTo(done, client.address)).toBe((3n * TON) / 4n);
    expect(await account()).toMatchObject({ epoch: 1, balanceNanoton: 0n, chargedTotalNanoton: TON / 4n });
    const { workerPoolNanoton, commissionNanoton } = await money.treasuryState();
    expect(workerPoolNanoton + commissionNanoton).toBe(TON / 4n);
    expect(await money.network.balanceOf(address())).toBe(STORAGE_RESERVE);
  });

  it("takes no more than was charged already where the voucher is not above it", async () => {
    await money.charge(client, TON / 4n);
    const done = await money.grantClose(client, 0n);
    expect(valueSentTo(done, client.address)).toBe((3n * TON) / 4n);
  });

  it("needs the payer's signature only to charge", async () => {
    const other = await money.network.wallet("other");
    await money.topUp(other, TON, guardsOf(TON, PAYER_SEED));
    const refused = await money.grantClose(other, 1n);
    expectRefused(refused, money.escrow(other).address, escrowErrors.BAD_PAYER_SIGNATURE);
    expectDone(await money.grantClose(other, 0n));
    await money.topUp(other, TON);
    expectDone(await money.grantClose(other, 1n, { payerSeed: PAYER_SEED }));
  });

  it("obeys the daily limit and the voucher's time, and is used once", async () => {
    const poor = await money.network.wallet("poor");
    await money.topUp(poor, TON, guardsOf(1n));
    const { ABOVE_DAILY_LIMIT, EXPIRED, BAD_SIGNATURE } = escrowErrors;
    expectRefused(await money.grantClose(poor, 2n), money.escrow(poor).address, ABOVE_DAILY_LIMIT);
    expectRefused(await money.grantClose(client, 0n, { validFor: -1 }), address(), EXPIRED);
    expectDone(await money.grantClose(client, 0n, { validFor: 0 }));
    await money.topUp(client, TON);
    expectRefused(await money.grantClose(client, 0n, { epoch: 0 }), address(), BAD_SIGNATURE);
  });

  it("also ends a close that was asked for", async () => {
    await request();
    expectDone(await money.grantClose(client, 1n));
    expect(await account()).toMatchObject({ epoch: 1, closingAt: null });
    money.network.advance(NOTICE_SECONDS);
    expectRefused(await finalize(), address(), escrowErrors.NOT_CLOSABLE);
  });
});

describe("a treasury that is not there", () => {
  it("holds no deposit back", async () => {
    const nowhere = Address.parseRaw(`0:${"0".repeat(64)}`);
    const escrow = ClientEscrow.of(nowhere, client.address);
    const send = (body: Cell, value: bigint) =>
      money.network.send(client, { to: escrow.address, value, body, init: escrow.init });
    await send(encodeTopUp({ amountNanoton: nanoton(TON) }), TON + VALUE_FOR_FEES);
    await send(encodeRequestClose(), VALUE_FOR_FEES);
    money.network.advance(NOTICE_SECONDS);
    const done = await send(encodeFinalizeClose(), VALUE_FOR_FEES);
    expect(valueSentTo(done, client.address)).toBe(TON);
  });
});

describe("any order of top-up, charge, close and claim", () => {
  type Step = "top-up" | "charge" | "request" | "finalize" | "grant" | "claim";
  const steps: Step[] = ["top-up", "charge", "request", "finalize", "grant", "claim"];

  /** Each may be refused; what counts is where the money is in the end. */
  const take = async (step: Step, cumulative: bigint): Promise<unknown> => {
    if (step === "top-up") return money.topUp(client, TON);
    if (step === "charge") return money.charge(client, (await account()).chargedNanoton + cumulative);
    if (step === "request") return request();
    if (step === "grant") return money.grantClose(client, (await account()).chargedNanoton + cumulative);
    if (step === "claim") return money.claim(stranger, cumulative);
    money.network.advance(NOTICE_SECONDS);
    return finalize();
  };

  it("accounts for every deposit", async () => {
    await money.syncPayoutKeys(stranger);
    const start = money.network.blockchain.snapshot();
    const order = fc.shuffledSubarray([...steps, ...steps], { minLength: 6 });
    await fc.assert(
      fc.asyncProperty(order, async (chosen) => {
        await money.network.blockchain.loadFrom(start);
        for (const [index, step] of chosen.entries()) await take(step, TON / 10n + BigInt(index));
        const { balanceNanoton, depositedNanoton, paidOutNanoton, chargedTotalNanoton } = await account();
        const { workerPoolNanoton, commissionNanoton } = await money.treasuryState();
        const { paidNanoton } = await money.payoutState(stranger);
        expect(chargedTotalNanoton).toBe(workerPoolNanoton + commissionNanoton + paidNanoton);
        expect(depositedNanoton).toBe(balanceNanoton + chargedTotalNanoton + paidOutNanoton);
        const reserve = (await money.network.balanceOf(address())) - balanceNanoton;
        // A refused message fills nothing up: some days of storage may be missing.
        expect(STORAGE_RESERVE - reserve).toBeGreaterThanOrEqual(0n);
        expect(STORAGE_RESERVE - reserve).toBeLessThan(100_000n);
      }),
      { numRuns: 20 },
    );
  }, 120_000);
});
