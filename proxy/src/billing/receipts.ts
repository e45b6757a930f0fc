import { fromBase64Url, fromUtf8, toBase64Url, utf8 } from "@cocoon/protocol/bytes";
import { isRounded5, nanoton, parseNanoton } from "@cocoon/protocol/money";
import { type OuterReceipt, verifyOuterReceipt, verifyRunningReceipt } from "@cocoon/protocol/receipt";
import type { JobTerms } from "../queue/port.ts";
import type { LiveNode } from "../registry/node.ts";
import { verifyByOpenSsl } from "./ed25519.ts";
import type { Charge } from "./settlement.ts";

/** What a receipt must agree with to settle anything. */
export interface ReceiptTerms {
  readonly node: LiveNode;
  readonly attempt: number;
  readonly terms: JobTerms;
}

/** The charge of a finished stream; null for a receipt that is not this worker's for exactly this job. */
export function readDoneReceipt(bytes: Uint8Array, expected: ReceiptTerms): Charge | null {
  const receipt = verifyOuterReceipt(bytes, expected.node.signPk, verifyByOpenSsl);
  return receipt && agrees(receipt, expected) ? charge(receipt, bytes, expected) : null;
}

/** The charge of a stream so far, good from frame `seq` on. */
export function readRunningReceipt(
  bytes: Uint8Array,
  expected: ReceiptTerms,
): { charge: Charge; seq: number } | null {
  const receipt = verifyRunningReceipt(bytes, expected.node.signPk, verifyByOpenSsl);
  if (!receipt || !agrees(receipt, expected)) return null;
  return { charge: charge(receipt, bytes, expected), seq: receipt.seq };
}

/** A cost off the five-bit grid would say a token count, so it is refused like one above the ceiling (SPEC 6.4). */
function agrees(receipt: OuterReceipt, { node, attempt, terms }: ReceiptTerms): boolean {
  return (
    receipt.requestHash === terms.transcript &&
    receipt.keyId === node.entry.keyId &&
    receipt.attempt === attempt &&
    receipt.modelManifest === terms.manifest &&
    receipt.quote === terms.quote &&
    receipt.costNanoton <= parseNanoton(terms.priceCeilingNanoton) &&
    isRounded5(receipt.costNanoton)
  );
}

const charge = (receipt: OuterReceipt, bytes: Uint8Array, { node }: ReceiptTerms): Charge => ({
  costNanoton: receipt.costNanoton,
  operator: node.entry.operator,
  receipt: bytes,
});

/** What waits in the queue for the case that this proxy does not live to settle it. */
export interface SavedCharge {
  readonly charge: Charge;
  /** Whether it is the outer receipt of a whole answer, not a running one. */
  readonly whole: boolean;
}

/** Of a receipt that was verified; whoever finds it takes it as such. */
export const encodeSavedCharge = (
  { costNanoton, operator, receipt }: Charge,
  { whole }: { readonly whole: boolean },
): Uint8Array => utf8(JSON.stringify([costNanoton.toString(), operator, toBase64Url(receipt), whole]));

export function decodeSavedCharge(bytes: Uint8Array): SavedCharge {
  const [cost, operator, receipt, whole] = JSON.parse(fromUtf8(bytes)) as [string, string, string, boolean];
  return { charge: { costNanoton: nanoton(BigInt(cost)), operator, receipt: fromBase64Url(receipt) }, whole };
}
