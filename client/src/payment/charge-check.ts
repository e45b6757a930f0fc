import { isRunning, type JobStatus } from "@cocoon/protocol/api";
import { fromBase64Url, fromHex, MalformedError, withSignatures } from "@cocoon/protocol/bytes";
import { isRounded5, type Nanoton, nanoton, parseNanoton } from "@cocoon/protocol/money";
import { type OuterReceipt, verifyOuterReceipt, verifyRunningReceipt } from "@cocoon/protocol/receipt";
import type { OpenCharge } from "./record.ts";

/** A job's charge: not known while it runs, accepted, or one that no receipt of its machines justifies. */
export type JudgedCharge =
  | { readonly kind: "running" | "unjustified" }
  | { readonly kind: "accepted"; readonly chargedNanoton: Nanoton };

/**
 * Judges what the proxy says that a job came to. Nothing needs no receipt; anything else one of a machine that the job was
 * sealed to, for exactly this job, over exactly this amount (SPEC 6.11).
 */
export async function judgeCharge(open: OpenCharge, status: JobStatus): Promise<JudgedCharge> {
  if (isRunning(status.state)) return { kind: "running" };
  const chargedNanoton = parseNanoton(status.chargedNanoton ?? "0");
  if (chargedNanoton === 0n) return { kind: "accepted", chargedNanoton: nanoton(0n) };
  const receipt = status.outerReceipt === null ? null : await verified(open, status.outerReceipt);
  const justified = receipt !== null && agrees(receipt, open) && receipt.costNanoton === chargedNanoton;
  return justified ? { kind: "accepted", chargedNanoton } : { kind: "unjustified" };
}

/** Of a whole answer an outer receipt, of a broken one a running one; signed by one of the job's machines. */
async function verified({ signers }: OpenCharge, text: string): Promise<OuterReceipt | null> {
  const bytes = bytesOf(text);
  for (const [keyId, signPk] of Object.entries(signers)) {
    const key = fromHex(signPk);
    const receipt = await withSignatures(
      (verify) => verifyOuterReceipt(bytes, key, verify) ?? verifyRunningReceipt(bytes, key, verify),
    );
    if (receipt?.keyId === keyId) return receipt;
  }
  return null;
}

function bytesOf(text: string): Uint8Array {
  try {
    return fromBase64Url(text);
  } catch (error) {
    if (error instanceof MalformedError) return new Uint8Array();
    throw error;
  }
}

const agrees = (receipt: OuterReceipt, open: OpenCharge): boolean =>
  receipt.requestHash === open.transcript &&
  receipt.modelManifest === open.manifest &&
  receipt.quote === open.quote &&
  receipt.costNanoton <= open.ceilingNanoton &&
  isRounded5(receipt.costNanoton);
