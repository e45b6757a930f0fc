import {
  encodeSetGuards,
  encodeTopUp,
  escrowAddress,
  escrowCode,
  escrowStateInit,
  type Guards,
  VALUE_FOR_FEES,
} from "@cocoon/contracts/escrow";
import type { DepositParameters, WalletTransaction } from "@cocoon/protocol/api";
import { fromHex } from "@cocoon/protocol/bytes";
import { nanoton } from "@cocoon/protocol/money";
import { Address, beginCell, type Cell, storeStateInit } from "@ton/core";
import { describe, expect, it } from "vitest";
import { checkGuards, checkTopUp } from "./check.ts";
import { ESCROW_CODE } from "./own-escrow.ts";

const hex = (byte: string) => byte.repeat(32);
const [TREASURY, OWNER, THIEF] = ["a1", "b2", "c3"].map(
  (byte) => new Address(0, Buffer.from(hex(byte), "hex")),
) as [Address, Address, Address];
const KEY = hex("7e");
const AMOUNT = nanoton(2_000_000_000n);
const LIMIT = nanoton(500_000_000n);
const owner = { address: OWNER.toRawString(), network: "-239" };
const standing = { dailyLimitNanoton: LIMIT.toString(), payerKey: KEY };
const base64 = (cell: Cell) => cell.toBoc().toString("base64");

interface Made {
  readonly of: Address;
  readonly to: Address;
  readonly body: Cell;
  readonly value: bigint;
  readonly network: string;
  readonly code: Cell;
}
const guards: Guards = { dailyLimitNanoton: AMOUNT, payerKey: null };
const usual: Made = {
  of: OWNER,
  to: escrowAddress(TREASURY, OWNER),
  body: encodeTopUp({ amountNanoton: AMOUNT, guards }),
  value: AMOUNT + VALUE_FOR_FEES,
  network: "-239",
  code: escrowCode(),
};

/** What a proxy may say, whatever it is up to. */
function deposit(change: Partial<Made> = {}): DepositParameters {
  const { of, to, body, value, network, code } = { ...usual, ...change };
  const init = beginCell().store(storeStateInit({ ...escrowStateInit(TREASURY, of), code }));
  return {
    escrow: to.toRawString(),
    amountNanoton: AMOUNT.toString(),
    transaction: {
      validUntil: 300,
      network,
      messages: [
        {
          address: to.toString(),
          amount: value.toString(),
          payload: base64(body),
          stateInit: base64(init.endCell()),
        },
      ],
    },
  };
}
const topUp = (given: DepositParameters, change: Partial<Parameters<typeof checkTopUp>[1]> = {}) =>
  checkTopUp(given, { owner, amountNanoton: AMOUNT, payerKey: null, standing: null, ...change });

it("knows the contract's code by its hash", () => {
  expect(ESCROW_CODE).toEqual({ hash: escrowCode().hash().toString("hex"), depth: escrowCode().depth() });
});

describe("a top-up", () => {
  const keyed: Guards = { dailyLimitNanoton: LIMIT, payerKey: fromHex(KEY) };

  it.each([
    ["of an empty contract", {}, {}],
    ["of one that has guards", { body: encodeTopUp({ amountNanoton: AMOUNT }) }, { standing }],
    [
      "that brings the key which was wished",
      { body: encodeTopUp({ amountNanoton: AMOUNT, guards: keyed }) },
      { payerKey: KEY },
    ],
    ["that keeps what stands", { body: encodeTopUp({ amountNanoton: AMOUNT, guards: keyed }) }, { standing }],
  ])("%s may be signed", (_what, made, wish) => {
    expect(() => topUp(deposit(made), wish)).not.toThrow();
  });

  const bodies = (change: Guards) => encodeTopUp({ amountNanoton: AMOUNT, guards: change });
  it.each<[string, Partial<Made>, object]>([
    ["to the thief's own address", { to: THIEF }, {}],
    ["to the contract of somebody else", { of: THIEF, to: escrowAddress(TREASURY, THIEF) }, {}],
    ["to somebody else's contract beside one's own state", { to: escrowAddress(TREASURY, THIEF) }, {}],
    ["to a contract with another code", { code: beginCell().storeUint(1, 8).endCell(), to: THIEF }, {}],
    ["with more sent along", { value: AMOUNT + 100_000_001n }, {}],
    ["of more than was typed", { body: encodeTopUp({ amountNanoton: nanoton(AMOUNT + 1n) }) }, {}],
    ["with another message", { body: beginCell().storeUint(0x0f8a7ea5, 32).storeUint(0, 64).endCell() }, {}],
    ["with a looser limit", { body: bodies({ ...guards, dailyLimitNanoton: nanoton(AMOUNT + 1n) }) }, {}],
    ["that drops the key which stands", { body: bodies(guards) }, { standing }],
    ["that leaves out the key which was wished", {}, { payerKey: KEY }],
    [
      "that leaves out the guards which were wished",
      { body: encodeTopUp({ amountNanoton: AMOUNT }) },
      { payerKey: KEY },
    ],
  ])("%s is not what was asked", (_what, made, wish) => {
    expect(() => topUp(deposit(made), wish)).toThrow("not_asked");
  });

  it("of another network than the wallet's is not asked for", () => {
    expect(() => topUp(deposit({ network: "-3" }))).toThrow("wrong_network");
  });

  it("with anything behind its message is not what was asked", () => {
    const body = beginCell().storeSlice(usual.body.beginParse()).storeRef(beginCell().endCell()).endCell();
    expect(() => topUp(deposit({ body }))).toThrow("not_asked");
  });
});

describe("a change of guards", () => {
  const change = (set: Guards, to = usual.to, value: bigint = VALUE_FOR_FEES): WalletTransaction => ({
    validUntil: 300,
    network: "-239",
    messages: [{ address: to.toString(), amount: value.toString(), payload: base64(encodeSetGuards(set)) }],
  });
  const check = (transaction: WalletTransaction) =>
    checkGuards(transaction, { owner, wish: { dailyLimitNanoton: LIMIT }, standing, deposit: deposit() });
  const wished: Guards = { dailyLimitNanoton: LIMIT, payerKey: fromHex(KEY) };

  it("that sets what was wished and leaves the rest may be signed", () => {
    expect(() => check(change(wished))).not.toThrow();
  });

  it.each([
    ["another limit", change({ ...wished, dailyLimitNanoton: AMOUNT })],
    ["no key any more", change({ ...wished, payerKey: null })],
    ["somebody else's contract", change(wished, escrowAddress(TREASURY, THIEF))],
    ["more than fees", change(wished, usual.to, 100_000_001n)],
  ])("with %s is not what was asked", (_what, transaction) => {
    expect(() => check(transaction)).toThrow("not_asked");
  });
});
