import { type Ed25519Verifier, verifyEd25519 } from "../bytes/index.ts";
import { OUTER, RUNNING, USAGE } from "./kinds.ts";
import type { OuterReceipt, RunningReceipt, UsageReceipt } from "./receipts.ts";
import { sign, verify } from "./signed-json.ts";

export {
  type Finish,
  FINISHES,
  type OuterReceipt,
  type RunningReceipt,
  type UsageReceipt,
} from "./receipts.ts";

/** Bytes to send; `signKey` is the Ed25519 secret key of the attested sign_pk (SPEC 6.7). */
export const signUsageReceipt = (receipt: UsageReceipt, signKey: Uint8Array): Uint8Array<ArrayBuffer> =>
  sign(USAGE, receipt, signKey);
export const signOuterReceipt = (receipt: OuterReceipt, signKey: Uint8Array): Uint8Array<ArrayBuffer> =>
  sign(OUTER, receipt, signKey);
export const signRunningReceipt = (receipt: RunningReceipt, signKey: Uint8Array): Uint8Array<ArrayBuffer> =>
  sign(RUNNING, receipt, signKey);

/**
 * The receipt, or null for bytes that `signPk` did not sign as this very kind of receipt. Never throws on input.
 * @param verifySignature another implementation of Ed25519 than protocol's own
 */
export const verifyUsageReceipt = (
  bytes: Uint8Array,
  signPk: Uint8Array,
  verifySignature: Ed25519Verifier = verifyEd25519,
): UsageReceipt | null => verify(USAGE, bytes, signPk, verifySignature);
export const verifyOuterReceipt = (
  bytes: Uint8Array,
  signPk: Uint8Array,
  verifySignature: Ed25519Verifier = verifyEd25519,
): OuterReceipt | null => verify(OUTER, bytes, signPk, verifySignature);
export const verifyRunningReceipt = (
  bytes: Uint8Array,
  signPk: Uint8Array,
  verifySignature: Ed25519Verifier = verifyEd25519,
): RunningReceipt | null => verify(RUNNING, bytes, signPk, verifySignature);
