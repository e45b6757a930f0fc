import { fromHex, withSignatures } from "../../bytes/index.ts";
import {
  costNanoton,
  minimumCeilingNanoton,
  parseQuote,
  priceCeilingNanoton,
  roundCost,
} from "../../money/index.ts";
import { verifyOuterReceipt, verifyRunningReceipt, verifyUsageReceipt } from "../../receipt/index.ts";
import { type Judgement, mismatch } from "../public/judgement.ts";
import type { ReceiptVectors } from "../receipt-vectors.ts";

const VERIFIERS = { usage: verifyUsageReceipt, outer: verifyOuterReceipt, running: verifyRunningReceipt };

/** Verifies each receipt as the kind that it claims to be, rounds each amount, and computes each cost and ceiling. */
export function judgeReceipts(vectors: ReceiptVectors): Promise<Judgement>[] {
  const { signPk, accept, reject, rounding, costs, ceilings } = vectors;
  const verified = async (kind: keyof typeof VERIFIERS, receipt: string) => {
    const fields = await withSignatures((verify) =>
      VERIFIERS[kind](fromHex(receipt), fromHex(signPk), verify),
    );
    return fields && { ...fields, costNanoton: String(fields.costNanoton) };
  };
  const judged = async (id: string, expected: unknown, got: unknown): Promise<Judgement> => ({
    id,
    mismatches: mismatch("result", expected, await got),
    otherReason: null,
  });
  return [
    ...accept.map(({ name, kind, receipt, json }) =>
      judged(`verifies: ${name}`, JSON.parse(json), verified(kind, receipt)),
    ),
    ...reject.map(({ name, clause, kind, receipt }) =>
      judged(`refuses: ${name} (${clause})`, null, verified(kind, receipt)),
    ),
    ...rounding.map(({ costNanoton: exact, random, roundedNanoton }) =>
      judged(
        `rounds ${exact} with ${random}`,
        roundedNanoton,
        String(roundCost(BigInt(exact), fromHex(random))),
      ),
    ),
    ...costs.map(({ quote, costNanoton: expected, clause: _clause, ...tokens }) =>
      judged(`costs ${expected} at ${quote}`, expected, String(costNanoton(parseQuote(quote), tokens))),
    ),
    ...ceilings.map(({ quote, bodyBucketBytes, maxTokensBucket, ceilingNanoton, minimumNanoton }) =>
      judged(
        `is held: ${ceilingNanoton} at ${quote}, at least ${minimumNanoton}`,
        [ceilingNanoton, minimumNanoton],
        [
          String(priceCeilingNanoton(parseQuote(quote), bodyBucketBytes, maxTokensBucket)),
          String(minimumCeilingNanoton(parseQuote(quote), bodyBucketBytes)),
        ],
      ),
    ),
  ];
}
