import { fromHex } from "../../bytes/index.ts";
import { roundCost } from "../../money/index.ts";
import { verifyOuterReceipt, verifyRunningReceipt, verifyUsageReceipt } from "../../receipt/index.ts";
import { type Judgement, mismatch } from "../public/judgement.ts";
import type { ReceiptVectors } from "../receipt-vectors.ts";

const VERIFIERS = { usage: verifyUsageReceipt, outer: verifyOuterReceipt, running: verifyRunningReceipt };

/** Verifies each receipt as the kind that it claims to be, and rounds each amount. */
export function judgeReceipts({ signPk, accept, reject, rounding }: ReceiptVectors): Judgement[] {
  const verified = (kind: keyof typeof VERIFIERS, receipt: string) => {
    const fields = VERIFIERS[kind](fromHex(receipt), fromHex(signPk));
    return fields && { ...fields, costNanoton: String(fields.costNanoton) };
  };
  const judged = (id: string, expected: unknown, got: unknown): Judgement => ({
    id,
    mismatches: mismatch("result", expected, got),
    otherReason: null,
  });
  return [
    ...accept.map(({ name, kind, receipt, json }) =>
      judged(`verifies: ${name}`, JSON.parse(json), verified(kind, receipt)),
    ),
    ...reject.map(({ name, clause, kind, receipt }) =>
      judged(`refuses: ${name} (${clause})`, null, verified(kind, receipt)),
    ),
    ...rounding.map(({ costNanoton, random, roundedNanoton }) =>
      judged(
        `rounds ${costNanoton} with ${random}`,
        roundedNanoton,
        String(roundCost(BigInt(costNanoton), fromHex(random))),
      ),
    ),
  ];
}
