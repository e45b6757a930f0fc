import type { AppraisalPolicy, VerifiedNode } from "@cocoon/protocol/attestation";
import { withinQuote } from "@cocoon/protocol/money";
import type { Offer } from "@cocoon/protocol/roster";
import { approvalOf, approvalsOf, isDenied, type RegistryState } from "@cocoon/contracts/registry";
import type { Rejection } from "../discovery/candidate.ts";

export type RegistryRefusal = Pick<Rejection, "code" | "clause" | "sentence">;

const CLAUSE = "12.3";
const refusal = (code: string, sentence: string): RegistryRefusal => ({ code, clause: CLAUSE, sentence });

/** Of a denied image or key, as of a certificate that AMD has revoked. */
const IMAGE_DENIED = refusal("revoked", "The network's registry warns of the software in the machine.");
const KEY_DENIED = refusal("revoked", "The network's registry warns of the machine's key.");
const IMAGE_NOT_APPROVED = refusal(
  "measurement_not_approved",
  "The network's registry does not approve the software in the machine.",
);

/** Why this machine may not be used, whatever policy it has passed; null for no reason (SPEC 12.3). */
export function refusalOfNode(
  state: RegistryState,
  { measurement, keyIdHex }: Pick<VerifiedNode, "measurement" | "keyIdHex">,
): RegistryRefusal | null {
  if (isDenied(state, { kind: "measurement", id: measurement })) return IMAGE_DENIED;
  if (isDenied(state, { kind: "nodeKey", id: keyIdHex })) return KEY_DENIED;
  return approvalOf(state, "measurement", measurement) ? null : IMAGE_NOT_APPROVED;
}

/** Whether the model is listed, and asked no more for than its cap where it has one. */
export function allowsOffer(state: RegistryState, { manifest, price }: Offer): boolean {
  const cap = approvalOf(state, "priceCap", manifest)?.cap;
  return approvalOf(state, "model", manifest) !== undefined && (!cap || withinQuote(price, cap));
}

/** One sentence on what of the proxy at this origin is not as listed; null for nothing. */
export function refusalOfProxy(state: RegistryState, origin: string): string | null {
  return proxiesAt(state, origin).length > 0 ? null : `the registry lists no proxy at ${origin}`;
}

/** Whether that key signs for the proxy at this origin. */
export const signsFor = (state: RegistryState, origin: string, rosterKey: string): boolean => {
  const proxy = approvalOf(state, "rosterKey", rosterKey)?.proxy;
  return proxiesAt(state, origin).some(({ id }) => id === proxy);
};

/** One sentence on the policy's keys of reference values that are not listed, or denied; null for none. */
export function refusalOfReferenceKeys(
  state: RegistryState,
  { referenceValues: wanted }: AppraisalPolicy,
): string | null {
  if (wanted === "none") return null;
  const listed = (key: string, role: "manifest" | "witness") =>
    approvalOf(state, "referenceKey", key)?.role === role;
  if (!listed(wanted.manifestKey, "manifest")) return "the registry lists another key for reference values";
  if (!listed(wanted.witnessKey, "witness")) return "the registry lists another witness of reference values";
  return null;
}

const proxiesAt = (state: RegistryState, origin: string) =>
  approvalsOf(state, "proxy").filter((proxy) => proxy.origin === origin);
