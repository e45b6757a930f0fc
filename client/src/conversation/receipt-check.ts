import { isRunning, type JobStatus } from "@cocoon/protocol/api";
import { fromBase64Url, withSignatures } from "@cocoon/protocol/bytes";
import { type Nanoton, parseNanoton } from "@cocoon/protocol/money";
import type { UsageReceipt } from "@cocoon/protocol/receipt";
import { checkReceipt } from "@cocoon/protocol/response";
import { clientError } from "../errors.ts";
import type { OpenedAnswer } from "./opened-answer.ts";
import type { Plan } from "./plan.ts";
import type { SealedJob } from "./seal.ts";

/** What does not agree between an answer, its receipts and the charge; each is shown to the person. */
export interface ReceiptMismatch {
  /** One of protocol's receipt codes, or of {@link SETTLEMENT_MISMATCHES}. */
  readonly code: string;
  readonly sentence: string;
}

/** What only the proxy's account of a job can contradict. */
const SETTLEMENT_MISMATCHES = {
  outer_missing: "The proxy charged without showing the worker's receipt.",
  charge_differs: "The account was charged another amount than the worker's receipt says.",
  state_differs: "The proxy does not count this complete answer as done.",
} as const;

export interface CheckedReceipt {
  readonly receipt: UsageReceipt;
  readonly mismatches: readonly ReceiptMismatch[];
  /** Null while the proxy has not told it. */
  readonly chargedNanoton: Nanoton | null;
}

export interface ReceiptCheck {
  readonly plan: Plan;
  readonly sealed: SealedJob;
  /** Complete. */
  readonly opened: OpenedAnswer;
  readonly status: JobStatus | null;
}

/**
 * Checks both receipts and the charge against what was sealed and what arrived. Mismatches are told, not thrown: the
 * answer is authentic all the same. @throws ClientError receipt_forged when the account of the cost itself is not
 */
export async function checkSettlement({
  plan,
  sealed,
  opened,
  status,
}: ReceiptCheck): Promise<CheckedReceipt> {
  const settled = status && !isRunning(status.state) ? status : null;
  const { opener, node } = opened.worker;
  const check = {
    receipt: opened.receipt ?? new Uint8Array(),
    opener,
    signPk: node.signPk,
    modelManifest: sealed.header.modelManifest,
    quote: sealed.quote,
    priceCeilingNanoton: sealed.priceCeilingNanoton,
    maxTokens: plan.request.maxTokens,
    outer: settled?.outerReceipt ? readOuter(settled.outerReceipt) : null,
  };
  const { receipt, mismatches } = await withSignatures((verify) => checkReceipt({ ...check, verify }));
  if (!receipt) throw clientError("receipt_forged");
  const chargedNanoton = settled?.chargedNanoton ? parseNanoton(settled.chargedNanoton) : null;
  const due = opener.roundCost(receipt.costNanoton);
  const settlement = settled ? settlementMismatches(settled, chargedNanoton, due) : [];
  return { receipt, mismatches: [...mismatches, ...settlement], chargedNanoton };
}

function settlementMismatches(
  { state, outerReceipt }: JobStatus,
  charged: Nanoton | null,
  due: Nanoton,
): ReceiptMismatch[] {
  const codes: (keyof typeof SETTLEMENT_MISMATCHES)[] = [];
  if (state !== "done") codes.push("state_differs");
  if (outerReceipt === null && charged) codes.push("outer_missing");
  if (charged !== due) codes.push("charge_differs");
  return codes.map((code) => ({ code, sentence: SETTLEMENT_MISMATCHES[code] }));
}

/** Text that is no base64url is no receipt; the empty one fails its signature and is told as forged. */
function readOuter(text: string): Uint8Array {
  try {
    return fromBase64Url(text);
  } catch {
    return new Uint8Array();
  }
}
