import { describe, expect, it } from "vitest";
import { advance, choose, GRACE_MS, type PaymentEvent } from "./payment.ts";
import { readPayment, writePayment } from "./payment-record.ts";

const chosen = choose({
  amountNanoton: 2_000n,
  walletName: "Wallet",
  depositedBeforeNanoton: 500n,
  network: "-239",
  validUntilMs: 300_000,
  askedMs: 1,
});
const after = (...events: PaymentEvent[]) => events.reduce(advance, chosen);
const ASKED: PaymentEvent = { type: "asked" };
const SIGNED: PaymentEvent = { type: "signed", atMs: 5, boc: "te6c" };

describe("a payment", () => {
  it("goes from the choice to the ledger, with the time of each step", () => {
    const sent = after(ASKED, SIGNED);
    expect(sent).toMatchObject({ state: "sent", sentMs: 5, boc: "te6c" });
    const told = advance(sent, { type: "reported", depositId: "id" });
    expect(told).toMatchObject({ state: "sent", depositId: "id", boc: null });
    const seen = advance(told, { type: "status", atMs: 7, state: "on_its_way" });
    expect(seen).toMatchObject({ state: "on_its_way", seenMs: 7 });
    expect(advance(seen, { type: "status", atMs: 9, state: "credited" })).toMatchObject({
      state: "credited",
      sentMs: 5,
      seenMs: 7,
      creditedMs: 9,
    });
  });

  it("is declined by a wallet only before that wallet has signed", () => {
    expect(after(ASKED, { type: "declined" }).state).toBe("declined");
    expect(after(ASKED, SIGNED, { type: "declined" }).state).toBe("sent");
  });

  it("is credited where the wallet's answer was never heard", () => {
    const credited = after(ASKED, { type: "deposited", atMs: 8, totalNanoton: 2_500n });
    expect(credited).toMatchObject({ state: "credited", sentMs: 1, seenMs: 8, creditedMs: 8 });
  });

  it("takes no smaller sum for itself", () => {
    expect(after(ASKED, { type: "deposited", atMs: 8, totalNanoton: 2_499n }).state).toBe("asked");
  });

  it("expires where nobody signed, and fails where the network did not take it", () => {
    const over: PaymentEvent = { type: "passed", atMs: 300_000 + GRACE_MS };
    expect(after(ASKED, over).state).toBe("expired");
    expect(after(ASKED, SIGNED, over)).toMatchObject({ state: "failed", problem: "not_taken" });
    expect(after(ASKED, { type: "passed", atMs: over.atMs - 1 }).state).toBe("asked");
  });

  it("is credited late where it was given up too soon", () => {
    const late = after(
      ASKED,
      { type: "passed", atMs: 300_000 + GRACE_MS },
      { type: "deposited", atMs: 500_000, totalNanoton: 2_500n },
    );
    expect(late).toMatchObject({ state: "credited", problem: null });
  });
});

describe("a payment's record", () => {
  const good = writePayment(chosen);

  it("says again what was written", () => {
    expect(readPayment(good)).toEqual(chosen);
  });

  it.each([
    ["nothing", null],
    ["no JSON", "{"],
    ["another version", good.replace('"v":1', '"v":2')],
    ["an unknown state", good.replace('"chosen"', '"paid"')],
    ["an amount below zero", good.replace('"2000"', '"-2000"')],
    ["a megabyte", good.replace('"Wallet"', `"${"a".repeat(1_000_000)}"`)],
  ])("is nothing for %s", (_what, kept) => {
    expect(readPayment(kept)).toBeNull();
  });
});
