import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { advance, choose, GRACE_MS, isOpen, type Payment, type PaymentEvent } from "./payment.ts";
import { readPayment, writePayment } from "./payment-record.ts";

const BEFORE = 500n;
const AMOUNT = 2_000n;
const UNTIL_MS = 300_000;
const fresh = (): Payment =>
  choose({
    amountNanoton: AMOUNT,
    walletName: "Wallet",
    depositedBeforeNanoton: BEFORE,
    network: "-239",
    validUntilMs: UNTIL_MS,
    askedMs: 0,
  });

const atMs = fc.integer({ min: 0, max: 2 * (UNTIL_MS + GRACE_MS) });
const event: fc.Arbitrary<PaymentEvent> = fc.oneof(
  fc.constant({ type: "asked" as const }),
  fc.record({ type: fc.constant("signed" as const), atMs, boc: fc.constant("te6c") }),
  fc.record({ type: fc.constant("reported" as const), depositId: fc.constant("id") }),
  fc.record({
    type: fc.constant("status" as const),
    atMs,
    state: fc.constantFrom("sent" as const, "on_its_way" as const, "credited" as const),
  }),
  fc.record({
    type: fc.constant("deposited" as const),
    atMs,
    totalNanoton: fc.bigInt({ min: 0n, max: 5_000n }),
  }),
  fc.constant({ type: "declined" as const }),
  fc.record({ type: fc.constant("failed" as const), problem: fc.constant("internal") }),
  fc.record({ type: fc.constant("passed" as const), atMs }),
);
const events = fc.array(event, { maxLength: 20 });
const after = (list: readonly PaymentEvent[], start = fresh()) => list.reduce(advance, start);

describe("a payment", () => {
  it("comes to the same end when the app is closed and opened between any two events", () => {
    fc.assert(
      fc.property(events, (list) => {
        const reopened = list.reduce<Payment>(
          (payment, one) => advance(readPayment(writePayment(payment)) as Payment, one),
          fresh(),
        );
        expect(reopened).toEqual(after(list));
      }),
    );
  });

  it("is credited by the ledger's word alone", () => {
    fc.assert(
      fc.property(events, (list) => {
        const isLedgers = (one: PaymentEvent) =>
          (one.type === "status" && one.state === "credited") ||
          (one.type === "deposited" && one.totalNanoton >= BEFORE + AMOUNT);
        fc.pre(!list.some(isLedgers));
        expect(after(list).state).not.toBe("credited");
      }),
    );
  });

  it("never goes back", () => {
    const rank = {
      chosen: 0,
      asked: 1,
      sent: 2,
      on_its_way: 3,
      declined: 4,
      expired: 4,
      failed: 4,
      credited: 5,
    };
    fc.assert(
      fc.property(events, (list) => {
        let payment = fresh();
        for (const one of list) {
          const next = advance(payment, one);
          expect(rank[next.state]).toBeGreaterThanOrEqual(rank[payment.state]);
          payment = next;
        }
      }),
    );
  });

  it("stays credited, whatever is said after it", () => {
    fc.assert(
      fc.property(events, (list) => {
        const credited = after([
          { type: "asked" },
          { type: "deposited", atMs: 9, totalNanoton: BEFORE + AMOUNT },
        ]);
        expect(after(list, credited)).toMatchObject({ state: "credited", creditedMs: 9 });
      }),
    );
  });

  it("is over once its time and the grace are, unless the chain has it", () => {
    fc.assert(
      fc.property(events, (list) => {
        const last = after([...list, { type: "passed", atMs: UNTIL_MS + GRACE_MS }]);
        expect(isOpen(last)).toBe(last.state === "on_its_way");
      }),
    );
  });
});
