import { encodeTopUp, escrowAddress, escrowStateInit, VALUE_FOR_FEES } from "@cocoon/contracts/escrow";
import { depositParameters, guardsParameters } from "@cocoon/protocol/api";
import { fromHex } from "@cocoon/protocol/bytes";
import { nanoton } from "@cocoon/protocol/money";
import { Address, beginCell, Cell, storeStateInit } from "@ton/core";
import fc from "fast-check";
import { parse } from "valibot";
import { describe, expect, it } from "vitest";
import { depositId, readDepositId } from "./deposit-id.ts";
import { SentDeposits } from "./sent.ts";
import { depositTransaction, guardsTransaction } from "./transactions.ts";

const nowMs = 1_800_000_000_123;
const treasury = Address.parseRaw(`0:${"ab".repeat(32)}`);
const owner = Address.parseRaw(`0:${"cd".repeat(32)}`);
const place = { treasury, owner, network: "-239", nowMs };
const AMOUNT = nanoton(1_000_000_000n);
const KEY = "ef".repeat(32);

describe("a deposit's transaction", () => {
  it("puts exactly the amount into the owner's own escrow, and pays for the fees beside it", () => {
    const { escrow, amountNanoton, transaction } = parse(
      depositParameters,
      depositTransaction(place, AMOUNT, null),
    );
    const address = escrowAddress(treasury, owner);
    expect(escrow).toBe(address.toRawString());
    expect(amountNanoton).toBe(AMOUNT.toString());
    expect(transaction.network).toBe("-239");
    expect(transaction.validUntil * 1000 - nowMs).toBeLessThanOrEqual(5 * 60_000);
    const [message] = transaction.messages;
    expect(Address.parse(message.address).equals(address)).toBe(true);
    expect(BigInt(message.amount)).toBe(AMOUNT + VALUE_FOR_FEES);
    expect(Cell.fromBase64(message.payload).equals(encodeTopUp({ amountNanoton: AMOUNT }))).toBe(true);
    const init = beginCell()
      .store(storeStateInit(escrowStateInit(treasury, owner)))
      .endCell();
    expect(Cell.fromBase64(message.stateInit ?? "").hash()).toEqual(address.hash);
    expect(Cell.fromBase64(message.stateInit ?? "").equals(init)).toBe(true);
  });

  it("sets guards with the deposit where it is told to", () => {
    const guards = { dailyLimitNanoton: nanoton(5n), payerKey: KEY };
    const [message] = depositTransaction(place, AMOUNT, guards).transaction.messages;
    const expected = encodeTopUp({
      amountNanoton: AMOUNT,
      guards: { dailyLimitNanoton: nanoton(5n), payerKey: fromHex(KEY) },
    });
    expect(Cell.fromBase64(message.payload).equals(expected)).toBe(true);
  });

  it("names addresses of a test network as such", () => {
    const { transaction } = depositTransaction({ ...place, network: "-3" }, AMOUNT, null);
    expect(Address.parseFriendly(transaction.messages[0].address).isTestOnly).toBe(true);
  });

  it("that only sets guards deploys nothing", () => {
    const guards = { dailyLimitNanoton: nanoton(0n), payerKey: null };
    const { transaction } = parse(guardsParameters, guardsTransaction(place, guards));
    expect(transaction.messages[0].stateInit).toBeUndefined();
    expect(BigInt(transaction.messages[0].amount)).toBe(VALUE_FOR_FEES);
  });
});

describe("a deposit's id", () => {
  it("says what it waits for", () => {
    const amount = fc.bigInt({ min: 1n, max: 2n ** 62n });
    fc.assert(
      fc.property(amount, amount, fc.nat(), (amountNanoton, more, sentMs) => {
        const sent = {
          amountNanoton: nanoton(amountNanoton),
          targetNanoton: nanoton(amountNanoton + more - 1n),
          sentMs,
        };
        expect(readDepositId(depositId(sent))).toEqual(sent);
      }),
    );
  });

  it.each(["", "x", "A".repeat(32), "A".repeat(31), `${"A".repeat(31)}!`, "_".repeat(32)])(
    "is none: %j",
    (id) => {
      expect(readDepositId(id)).toBeNull();
    },
  );
});

describe("deposits sent", () => {
  const one = nanoton(1n);
  const ten = nanoton(10n);

  it("wait for what was there and for each other", () => {
    const deposits = new SentDeposits();
    expect(deposits.record("a", one, ten, nowMs).targetNanoton).toBe(11n);
    expect(deposits.record("a", one, ten, nowMs + 1).targetNanoton).toBe(12n);
    expect(deposits.record("b", one, ten, nowMs + 1).targetNanoton).toBe(11n);
  });

  it("wait for none that was credited, or that never came", () => {
    const deposits = new SentDeposits();
    deposits.record("a", one, ten, nowMs);
    expect(deposits.record("a", one, nanoton(20n), nowMs + 1).targetNanoton).toBe(21n);
    expect(deposits.record("a", one, ten, nowMs + 16 * 60_000).targetNanoton).toBe(11n);
  });
});
