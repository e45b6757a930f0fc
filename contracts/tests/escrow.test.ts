import { nanoton } from "@cocoon/protocol/money";
import { beginCell } from "@ton/core";
import { beforeEach, describe, expect, it } from "vitest";
import { Money, PAYER_SEED, guardsOf } from "../testing/money.ts";
import { InFlight } from "../testing/in-flight.ts";
import type { Wallet } from "../testing/network.ts";
import { expectDone, expectRefused } from "../testing/outcome.ts";
import { transactionsAt } from "../testing/transactions.ts";
import {
  decodeEscrowNotify,
  encodeRequestClose,
  encodeSetGuards,
  encodeTopUp,
  escrowAddress,
  escrowErrors,
  guardsAt,
  MINIMUM_TOP_UP,
  NOTICE_SECONDS,
  STORAGE_RESERVE,
  VALUE_FOR_FEES,
} from "../wrappers/escrow.ts";
import { voucherPublicKey } from "../wrappers/voucher.ts";

const TON = 1_000_000_000n;
const DAY = 86_400;

let money: Money;
let client: Wallet;
let stranger: Wallet;

beforeEach(async () => {
  money = await Money.deploy();
  client = await money.network.wallet("client");
  stranger = await money.network.wallet("stranger");
});

const account = async () => (await money.escrowState(client)).account;
const address = () => money.escrow(client).address;
const balance = () => money.network.balanceOf(address());

describe("a top-up", () => {
  it("credits exactly its amount, keeps the reserve once, and returns the rest", async () => {
    expectDone(await money.topUp(client, TON, guardsOf(TON)));
    expect(await account()).toMatchObject({
      balanceNanoton: TON,
      depositedNanoton: TON,
      dailyLimitNanoton: TON,
    });
    expect(await balance()).toBe(TON + STORAGE_RESERVE);
    expectDone(await money.topUp(client, 2n * TON));
    expect(await account()).toMatchObject({ balanceNanoton: 3n * TON, depositedNanoton: 3n * TON });
    expect(await balance()).toBe(3n * TON + STORAGE_RESERVE);
  });

  it("tells the treasury the whole state, and the new escrow learns the charge key by it", async () => {
    const transactions = await money.topUp(client, TON, guardsOf(TON, PAYER_SEED));
    const [told] = transactionsAt(transactions, money.treasury.address);
    const notify = decodeEscrowNotify(told?.inMessage?.body ?? beginCell().endCell());
    expect(notify).toMatchObject({ amountNanoton: 0n, keySeq: 0, queryId: 0n });
    expect(notify?.owner.equals(client.address)).toBe(true);
    expect(notify?.account).toEqual(await account());
    const derived = escrowAddress(money.treasury.address, client.address);
    expect(told?.inMessage?.info.src?.toString()).toBe(derived.toString());
    const state = await money.escrowState(client);
    expect(state.keySeq).toBe(1);
    expect(state.chargeKey).toEqual((await money.treasuryState()).config.chargeKey);
  });

  it("may come from anyone, who can't set guards", async () => {
    expectDone(await money.topUp(client, TON, guardsOf(TON, PAYER_SEED), stranger));
    expect(await account()).toMatchObject({ balanceNanoton: TON, dailyLimitNanoton: 0n, payerKey: null });
  });

  it("with an empty body credits its value less the fees", async () => {
    expectDone(await money.toEscrow(client, null, TON));
    const first = (await account()).balanceNanoton;
    expect(first).toBeLessThan(TON - STORAGE_RESERVE);
    expect(first).toBeGreaterThan(TON - STORAGE_RESERVE - TON / 100n);
    expectDone(await money.toEscrow(client, null, TON));
    expect((await account()).balanceNanoton).toBeGreaterThan(first + TON - TON / 100n);
    expect(await balance()).toBe((await account()).balanceNanoton + STORAGE_RESERVE);
  });

  it("is refused below 0.1 TON, without the amount it names, and with a comment", async () => {
    const { TOP_UP_TOO_SMALL, VALUE_TOO_LOW, UNKNOWN_MESSAGE } = escrowErrors;
    expectRefused(await money.topUp(client, MINIMUM_TOP_UP - 1n), address(), TOP_UP_TOO_SMALL);
    expectRefused(await money.toEscrow(client, null, MINIMUM_TOP_UP - 1n), address(), TOP_UP_TOO_SMALL);
    const body = encodeTopUp({ amountNanoton: nanoton(TON) });
    expectRefused(await money.toEscrow(client, body, TON), address(), VALUE_TOO_LOW);
    expectRefused(await money.toEscrow(client, body, TON + STORAGE_RESERVE), address(), VALUE_TOO_LOW);
    const comment = beginCell().storeUint(0, 32).storeStringTail("hello").endCell();
    expectRefused(await money.toEscrow(client, comment, TON), address(), UNKNOWN_MESSAGE);
  });

  it("fills up the reserve that years of storage took", async () => {
    await money.topUp(client, TON);
    money.network.advance(5 * 365 * DAY);
    expectDone(await money.topUp(client, TON));
    expect(await balance()).toBe(2n * TON + STORAGE_RESERVE);
  });
});

describe("a charge", () => {
  it("moves what its voucher is above the last one, split between commission and pool", async () => {
    await money.topUp(client, TON, guardsOf(TON));
    expectDone(await money.charge(client, TON / 5n));
    expectDone(await money.charge(client, TON / 4n, { from: stranger }));
    expect(await account()).toMatchObject({
      balanceNanoton: (3n * TON) / 4n,
      chargedNanoton: TON / 4n,
      chargedTotalNanoton: TON / 4n,
      chargedTodayNanoton: TON / 4n,
    });
    const { workerPoolNanoton, commissionNanoton } = await money.treasuryState();
    expect(commissionNanoton).toBe(TON / 80n);
    expect(workerPoolNanoton + commissionNanoton).toBe(TON / 4n);
    expect(await money.network.balanceOf(money.treasury.address)).toBe(TON / 4n + STORAGE_RESERVE);
    expect(await balance()).toBe((3n * TON) / 4n + STORAGE_RESERVE);
  });

  it("needs the payer's signature where there is a payer key", async () => {
    await money.topUp(client, TON, guardsOf(TON, PAYER_SEED));
    const { BAD_PAYER_SIGNATURE } = escrowErrors;
    expectRefused(await money.charge(client, 1n), address(), BAD_PAYER_SIGNATURE);
    const other = new Uint8Array(32).fill(9);
    expectRefused(await money.charge(client, 1n, { payerSeed: other }), address(), BAD_PAYER_SIGNATURE);
    expectDone(await money.charge(client, 1n, { payerSeed: PAYER_SEED }));
  });

  it("counts against the limit of its UTC day only", async () => {
    await money.topUp(client, TON, guardsOf(TON / 10n));
    expectDone(await money.charge(client, TON / 10n));
    expectRefused(await money.charge(client, TON / 10n + 1n), address(), escrowErrors.ABOVE_DAILY_LIMIT);
    money.network.advance(DAY - (money.network.now % DAY) - 1);
    expectRefused(await money.charge(client, TON / 10n + 1n), address(), escrowErrors.ABOVE_DAILY_LIMIT);
    money.network.advance(1);
    expectDone(await money.charge(client, TON / 5n));
    expectRefused(await money.charge(client, TON / 5n + 1n), address(), escrowErrors.ABOVE_DAILY_LIMIT);
  });

  it("is refused above the deposit, and where it is not above the last one", async () => {
    await money.topUp(client, TON, guardsOf(2n * TON));
    const { ABOVE_BALANCE, NOT_NEWER } = escrowErrors;
    expectRefused(await money.charge(client, TON + 1n), address(), ABOVE_BALANCE);
    expectRefused(await money.charge(client, 0n), address(), NOT_NEWER);
    expectDone(await money.charge(client, TON));
    expect(await account()).toMatchObject({ balanceNanoton: 0n });
  });

  it("is refused until the escrow knows its key", async () => {
    const flight = new InFlight(money.network);
    const { init } = money.escrow(client);
    const topUp = encodeTopUp({ amountNanoton: nanoton(TON), guards: guardsOf(TON) });
    flight.post(client.address, address(), TON + VALUE_FOR_FEES, topUp, init);
    await flight.deliver();
    expectRefused(await money.charge(client, 1n), address(), escrowErrors.NO_KEY);
    await flight.settle();
    expectDone(await money.charge(client, 1n));
  });

  it("with a value that does not pay for it is refused", async () => {
    await money.topUp(client, TON, guardsOf(TON));
    expectRefused(
      await money.charge(client, 1n, { value: 1_500_000n }),
      address(),
      escrowErrors.VALUE_TOO_LOW,
    );
  });
});

describe("guards", () => {
  const set = (limit: bigint, payer: Uint8Array | null = null, from = client) =>
    money.toEscrow(client, encodeSetGuards(guardsOf(limit, payer)), VALUE_FOR_FEES, from);

  it("hold at once where nothing can be charged", async () => {
    await money.topUp(client, TON);
    expectDone(await set(TON, PAYER_SEED));
    expect(await account()).toMatchObject({ dailyLimitNanoton: TON, payerKey: voucherPublicKey(PAYER_SEED) });
    expect((await account()).pending).toBeNull();
  });

  it("loosen at once and tighten after 24 hours", async () => {
    await money.topUp(client, TON, guardsOf(TON / 2n));
    expectDone(await set(TON, PAYER_SEED));
    const pending = { ...guardsOf(TON, PAYER_SEED), at: money.network.now + NOTICE_SECONDS };
    expect(await account()).toMatchObject({ dailyLimitNanoton: TON, payerKey: null, pending });
    expectDone(await money.charge(client, 1n));
    money.network.advance(NOTICE_SECONDS);
    expect(guardsAt(await account(), money.network.now)).toMatchObject(guardsOf(TON, PAYER_SEED));
    expectRefused(await money.charge(client, 2n), address(), escrowErrors.BAD_PAYER_SIGNATURE);
    expectDone(await money.charge(client, 2n, { payerSeed: PAYER_SEED }));
    expectDone(await set(TON));
    expect(await account()).toMatchObject({ dailyLimitNanoton: TON, payerKey: null, pending: null });
    expectDone(await money.charge(client, 3n));
  });

  it("leave the old limit to the proxy until a lower one holds", async () => {
    await money.topUp(client, TON, guardsOf(TON / 2n));
    expectDone(await set(1n));
    money.network.advance(NOTICE_SECONDS - 1);
    expectDone(await money.charge(client, TON / 2n));
    money.network.advance(DAY);
    expectRefused(await money.charge(client, TON / 2n + 2n), address(), escrowErrors.ABOVE_DAILY_LIMIT);
    expectDone(await money.charge(client, TON / 2n + 1n));
  });

  it("in a later top-up of the owner follow the same rule", async () => {
    await money.topUp(client, TON, guardsOf(TON));
    await money.topUp(client, TON, guardsOf(1n));
    expect(await account()).toMatchObject({ dailyLimitNanoton: TON, balanceNanoton: 2n * TON });
    expect((await account()).pending).toMatchObject({ dailyLimitNanoton: 1n });
  });

  it("are the owner's, not set while it closes, and bounded", async () => {
    await money.topUp(client, TON, guardsOf(TON));
    expectRefused(await set(0n, null, stranger), address(), escrowErrors.NOT_OWNER);
    const above = { dailyLimitNanoton: (2n ** 63n) as never, payerKey: null };
    expectRefused(
      await money.toEscrow(client, encodeSetGuards(above)),
      address(),
      escrowErrors.LIMIT_TOO_HIGH,
    );
    await money.toEscrow(client, encodeRequestClose());
    expectRefused(await set(2n * TON), address(), escrowErrors.CLOSING);
  });
});
