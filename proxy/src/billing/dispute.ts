import type { DisputeVerdict } from "@cocoon/protocol/api";
import { costNanoton, parseQuote, roundUp5 } from "@cocoon/protocol/money";
import {
  type OuterReceipt,
  type UsageReceipt,
  verifyOuterReceipt,
  verifyRunningReceipt,
  verifyUsageReceipt,
} from "@cocoon/protocol/receipt";
import { verifyByOpenSsl } from "./ed25519.ts";

export interface DisputedReceipts {
  /** What the client kept: exact counts, which leave this function in no form but the verdict. */
  readonly usage: Uint8Array;
  /** What the job was settled by, an outer or a running receipt. */
  readonly settled: Uint8Array;
  readonly signPk: Uint8Array;
}

/**
 * Whether the worker charged more than it told its client (SPEC 6.8). Rounding may make the charge either neighbour of
 * the exact cost on the grid, since only the client knows which. Null: these are not both the worker's, of one job.
 */
export function judgeDispute({ usage, settled, signPk }: DisputedReceipts): DisputeVerdict["verdict"] | null {
  const exact = verifyUsageReceipt(usage, signPk);
  const charged =
    verifyOuterReceipt(settled, signPk, verifyByOpenSsl) ??
    verifyRunningReceipt(settled, signPk, verifyByOpenSsl);
  if (!exact || !charged || !ofOneJob(exact, charged)) return null;
  const due = dueOf(exact);
  if (due === null) return "overcharged";
  if (exact.costNanoton > due || charged.costNanoton > roundUp5(exact.costNanoton)) return "overcharged";
  if (exact.costNanoton < due || roundUp5(charged.costNanoton + 1n) <= exact.costNanoton)
    return "undercharged";
  return "receipts_agree";
}

/** Null for counts that no answer has, which nothing is due for: a worker must not escape the verdict by signing such. */
function dueOf(exact: UsageReceipt): bigint | null {
  if (exact.cachedTokens > exact.promptTokens) return null;
  try {
    return costNanoton(parseQuote(exact.quote), exact);
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

const ofOneJob = (a: UsageReceipt, b: OuterReceipt): boolean =>
  a.requestHash === b.requestHash &&
  a.keyId === b.keyId &&
  a.attempt === b.attempt &&
  a.modelManifest === b.modelManifest &&
  a.quote === b.quote;
