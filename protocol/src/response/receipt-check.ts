import { type Ed25519Verifier, toHex } from "../bytes/index.ts";
import { costNanoton, formatQuote, type Nanoton, type Quote } from "../money/index.ts";
import {
  type OuterReceipt,
  type UsageReceipt,
  verifyOuterReceipt,
  verifyUsageReceipt,
} from "../receipt/index.ts";
import type { ResponseOpener } from "./opener.ts";

/** What a receipt may contradict (SPEC 6.8); each is shown to the person, none is repaired. */
const MISMATCHES = {
  receipt_forged: "The receipt in the answer is not signed by the worker's attested key.",
  request_hash: "The receipt is for another request.",
  response_hash: "The receipt is for other frames than those that arrived.",
  worker: "The receipt names another worker or attempt than the answer.",
  model: "The receipt names another model than the one asked for.",
  quote: "The receipt's prices are not the agreed ones.",
  max_tokens: "The receipt counts more output tokens than were asked for.",
  cost: "The receipt's cost is not its tokens at its prices.",
  over_ceiling: "The cost is above the price ceiling.",
  outer_forged: "The receipt shown for settlement is not signed by the worker's attested key.",
  outer_differs: "The receipt shown for settlement does not agree with the one in the answer.",
  rounding: "The cost shown for settlement is not the exact cost as the protocol rounds it.",
} as const;

export interface ReceiptMismatch {
  readonly code: keyof typeof MISMATCHES;
  readonly sentence: string;
}

export interface ReceiptCheck {
  /** The data of the RECEIPT record. */
  readonly receipt: Uint8Array;
  /** Of the answer, finished. */
  readonly opener: ResponseOpener;
  /** The answering worker's attested key. */
  readonly signPk: Uint8Array;
  readonly modelManifest: Uint8Array;
  readonly quote: Quote;
  readonly priceCeilingNanoton: Nanoton;
  readonly maxTokens: number;
  /** What the proxy shows as the worker's outer receipt, when it does. */
  readonly outer?: Uint8Array | null;
  /** Another implementation of Ed25519 than protocol's own. */
  readonly verify?: Ed25519Verifier;
}

/** The receipt, null if forged, and everything that does not agree; an empty list is what all being well looks like. */
export function checkReceipt(check: ReceiptCheck): {
  readonly receipt: UsageReceipt | null;
  readonly mismatches: readonly ReceiptMismatch[];
} {
  const receipt = verifyUsageReceipt(check.receipt, check.signPk, check.verify);
  if (!receipt) return { receipt, mismatches: [mismatch("receipt_forged")] };
  const codes = [...innerMismatches(receipt, check), ...outerMismatches(receipt, check)];
  return { receipt, mismatches: codes.map(mismatch) };
}

const mismatch = (code: keyof typeof MISMATCHES): ReceiptMismatch => ({ code, sentence: MISMATCHES[code] });

type Codes = (keyof typeof MISMATCHES)[];

function innerMismatches(receipt: UsageReceipt, check: ReceiptCheck): Codes {
  const { opener } = check;
  const { keyId, attempt } = opener.header;
  const agreed: Partial<Record<keyof typeof MISMATCHES, boolean>> = {
    request_hash: receipt.requestHash === opener.requestHash,
    response_hash: receipt.frames === opener.covered?.frames && receipt.responseHash === opener.covered.hash,
    worker: receipt.keyId === toHex(keyId) && receipt.attempt === attempt,
    model: receipt.modelManifest === toHex(check.modelManifest),
    quote: receipt.quote === formatQuote(check.quote),
    max_tokens: receipt.completionTokens <= check.maxTokens,
    cost:
      receipt.cachedTokens <= receipt.promptTokens &&
      receipt.costNanoton === amountOf(() => costNanoton(check.quote, receipt)),
    over_ceiling: receipt.costNanoton <= check.priceCeilingNanoton,
  };
  return failed(agreed);
}

function outerMismatches(receipt: UsageReceipt, { outer, opener, signPk, verify }: ReceiptCheck): Codes {
  if (!outer) return [];
  const shown = verifyOuterReceipt(outer, signPk, verify);
  if (!shown) return ["outer_forged"];
  return failed({
    outer_differs: sameJob(shown, receipt),
    rounding: shown.costNanoton === amountOf(() => opener.roundCost(receipt.costNanoton)),
  });
}

/** Null where it would be more than all TON: a worker that signs such numbers disagrees, and breaks nothing. */
function amountOf(compute: () => Nanoton): Nanoton | null {
  try {
    return compute();
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

const sameJob = (a: OuterReceipt, b: OuterReceipt): boolean =>
  a.requestHash === b.requestHash &&
  a.keyId === b.keyId &&
  a.attempt === b.attempt &&
  a.modelManifest === b.modelManifest &&
  a.quote === b.quote;

const failed = (agreed: Partial<Record<keyof typeof MISMATCHES, boolean>>): Codes =>
  (Object.keys(agreed) as Codes).filter((code) => agreed[code] === false);
