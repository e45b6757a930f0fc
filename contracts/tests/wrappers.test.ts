import { nanoton } from "@cocoon/protocol/money";
import { Address, beginCell, Cell, type Slice } from "@ton/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { guardsOf, PAYER_SEED, seedOf } from "../testing/money.ts";
import { decodeEscrowNotify, encodeTopUp, guardsAt } from "../wrappers/escrow.ts";
import { opcodes } from "../wrappers/escrow.generated.ts";
import { decodeClaim, encodeClaim } from "../wrappers/payout.ts";
import {
  decodeCommissionToPool,
  decodeDrawCommission,
  decodeFundPool,
  decodePayWorker,
  encodeCommissionToPool,
  encodeDrawCommission,
  encodeFundPool,
} from "../wrappers/treasury.ts";
import { chargeVoucher, signVoucher, verifyVoucher, voucherPublicKey } from "../wrappers/voucher.ts";

const owner = Address.parseRaw(`0:${"11".repeat(32)}`);
const amount = nanoton(123_456_789n);

const account = beginCell().storeUint(3, 32).storeCoins(5).storeCoins(2).storeUint(20_000, 32).storeCoins(2);
const state = account.storeCoins(9).storeCoins(1).storeUint(0xffffffff, 32).endCell();
const notify = beginCell()
  .storeUint(opcodes.EscrowNotify, 32)
  .storeCoins(amount)
  .storeUint(2, 32)
  .storeUint(20_000, 32)
  .storeUint(1, 32)
  .storeUint(77, 64)
  .storeAddress(owner)
  .storeAddress(owner)
  .storeRef(state)
  .storeMaybeRef(null)
  .endCell();
const order = beginCell()
  .storeUint(opcodes.PayWorker, 32)
  .storeCoins(amount)
  .storeUint(1, 32)
  .storeUint(7, 64);
const payWorker = order.storeAddress(owner).storeAddress(owner).endCell();
const claim = { queryId: 5n, cumulativeNanoton: amount, signature: new Uint8Array(64).fill(8) };

const decoders: readonly (readonly [string, (body: Cell) => unknown, Cell])[] = [
  ["EscrowNotify", decodeEscrowNotify, notify],
  ["PayWorker", decodePayWorker, payWorker],
  ["Claim", decodeClaim, encodeClaim(claim)],
  ["FundPool", decodeFundPool, encodeFundPool(amount)],
  ["DrawCommission", decodeDrawCommission, encodeDrawCommission(amount)],
  ["CommissionToPool", decodeCommissionToPool, encodeCommissionToPool(amount)],
];

/** The treasury carries these out whatever comes after them. */
const OPEN = new Set(["FundPool", "DrawCommission", "CommissionToPool"]);

const shorter = (cell: Cell, bits: number): Cell =>
  beginCell().storeBits(cell.bits.substring(0, bits)).storeSlice(refsOf(cell)).endCell();
const refsOf = (cell: Cell): Slice =>
  cell.refs.reduce((builder, ref) => builder.storeRef(ref), beginCell()).asSlice();

describe.each(decoders)("what reads %s", (kind, decode, body) => {
  it("reads it, and nothing that is shorter, longer or another message", () => {
    const read = decode(body);
    expect(read).not.toBeNull();
    for (let bits = 0; bits < body.bits.length; bits += 3) expect(decode(shorter(body, bits))).toBeNull();
    const more = [beginCell().storeBit(1), beginCell().storeRef(Cell.EMPTY)];
    for (const rest of more) {
      const longer = beginCell().storeSlice(body.asSlice()).storeBuilder(rest).endCell();
      expect(decode(longer)).toEqual(OPEN.has(kind) ? read : null);
    }
    for (const [name, , other] of decoders) if (other !== body) expect(decode(other), name).toBeNull();
  });

  it("never throws", () => {
    const opcode = body.beginParse().preloadUint(32);
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 123 }), fc.nat(3), (bytes, refs) => {
        const builder = beginCell().storeUint(opcode, 32).storeBuffer(Buffer.from(bytes));
        for (let index = 0; index < refs; index++) builder.storeRef(state);
        decode(builder.endCell());
      }),
    );
  });
});

describe("a notify", () => {
  it("says what was charged all time from what it says of the rest", () => {
    expect(decodeEscrowNotify(notify)).toMatchObject({
      amountNanoton: amount,
      chargeEpoch: 2,
      keySeq: 1,
      queryId: 77n,
      account: {
        epoch: 3,
        balanceNanoton: 5n,
        depositedNanoton: 9n,
        paidOutNanoton: 1n,
        chargedTotalNanoton: 3n,
      },
    });
  });

  it("whose account would have been charged less than nothing is none", () => {
    const impossible = beginCell()
      .storeUint(0, 32)
      .storeCoins(9)
      .storeCoins(0)
      .storeUint(0, 32)
      .storeCoins(0);
    const wrong = impossible.storeCoins(1).storeCoins(0).storeUint(0, 32).endCell();
    const body = beginCell().storeBits(notify.bits).storeRef(wrong).endCell();
    expect(decodeEscrowNotify(body)).toBeNull();
  });
});

describe("guards", () => {
  it("that are pending count from their second on", () => {
    const read = decodeEscrowNotify(notify);
    if (!read) throw new Error("not read");
    const pending = { ...guardsOf(7n, PAYER_SEED), at: 100 };
    const before = { ...read.account, pending };
    expect(guardsAt(before, 99)).toEqual({ dailyLimitNanoton: 0n, payerKey: null });
    expect(guardsAt(before, 100)).toMatchObject(guardsOf(7n, PAYER_SEED));
  });

  it("refuse a key that is none", () => {
    const guards = { dailyLimitNanoton: amount, payerKey: new Uint8Array(31) };
    expect(() => encodeTopUp({ amountNanoton: amount, guards })).toThrow(RangeError);
  });
});

describe("a voucher's signature", () => {
  it("is of its key over its cell, and refused at any other length", () => {
    const voucher = { globalId: 1, escrow: owner, epoch: 0, cumulativeNanoton: amount, validUntil: 1 };
    const signature = signVoucher(chargeVoucher(voucher), PAYER_SEED);
    const key = voucherPublicKey(PAYER_SEED);
    expect(verifyVoucher(chargeVoucher(voucher), signature, key)).toBe(true);
    expect(verifyVoucher(chargeVoucher({ ...voucher, epoch: 1 }), signature, key)).toBe(false);
    expect(verifyVoucher(chargeVoucher(voucher), signature, voucherPublicKey(seedOf(9)))).toBe(false);
    expect(verifyVoucher(chargeVoucher(voucher), signature.subarray(1), key)).toBe(false);
    expect(verifyVoucher(chargeVoucher(voucher), signature, key.subarray(1))).toBe(false);
  });
});
