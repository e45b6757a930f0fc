import * as v from "valibot";
import { PAYMENT_STATES, type Payment } from "./payment.ts";

/** A signed message of a wallet is far below. */
const BOC_LENGTH = 16 * 1024;
const RECORD_LENGTH = 2 * BOC_LENGTH;

const nanoton = v.pipe(
  v.string(),
  v.regex(/^[0-9]{1,19}$/),
  v.transform((digits) => BigInt(digits)),
);
const time = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const text = (length: number) => v.pipe(v.string(), v.maxLength(length));

const record = v.strictObject({
  v: v.literal(1),
  state: v.picklist(PAYMENT_STATES),
  amountNanoton: nanoton,
  walletName: text(128),
  depositedBeforeNanoton: nanoton,
  network: text(16),
  validUntilMs: time,
  askedMs: time,
  sentMs: v.nullable(time),
  seenMs: v.nullable(time),
  creditedMs: v.nullable(time),
  boc: v.nullable(text(BOC_LENGTH)),
  depositId: v.nullable(text(64)),
  problem: v.nullable(text(64)),
});

/** As it is kept, so that a restart follows it on. */
export function writePayment(payment: Payment): string {
  const { amountNanoton, depositedBeforeNanoton, ...rest } = payment;
  return JSON.stringify({
    v: 1,
    ...rest,
    amountNanoton: amountNanoton.toString(),
    depositedBeforeNanoton: depositedBeforeNanoton.toString(),
  });
}

/** Null for what this version did not write: the money is followed by the ledger all the same. */
export function readPayment(kept: string | null): Payment | null {
  if (kept === null || kept.length > RECORD_LENGTH) return null;
  try {
    const { v: _version, ...payment } = v.parse(record, JSON.parse(kept));
    return payment;
  } catch {
    return null;
  }
}
