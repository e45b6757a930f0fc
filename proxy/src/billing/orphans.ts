import { isProblemCode, PROBLEMS, type ProblemCode } from "@cocoon/protocol/api";
import type { JobTerms, Orphan, OrphanReason } from "../queue/port.ts";
import { decodeSavedCharge } from "./receipts.ts";
import type { Conclusion, Settlement } from "./settlement.ts";

/** Concludes a job that no worker will finish (SPEC 8.8). */
export async function settleOrphan(settlement: Settlement, orphan: Orphan): Promise<void> {
  const { key, terms, reason } = orphan;
  if (reason === "lost") await settlement.concludeLost(key, terms);
  else await settlement.conclude(key, terms, conclusionOf({ ...orphan, reason }));
}

export type KnownOrphan = Omit<Orphan, "reason"> & { readonly reason: Exclude<OrphanReason, "lost"> };

/** By the rules of SPEC 8.8. */
export function conclusionOf({ reason, refusals, savedCharge, terms }: KnownOrphan): Conclusion {
  switch (reason) {
    case "deadline":
      return { state: "expired", problem: "deadline_exceeded", charge: null };
    case "cancelled":
      return { state: "cancelled", problem: "cancelled", charge: null };
    case "refused":
    case "stranded":
      return concludeUnanswered(refusals, terms);
    case "abandoned":
      return concludeAbandoned(savedCharge);
  }
}

/** The proxy that relayed the stream died: what it had verified and kept is what counts. */
function concludeAbandoned(savedCharge: Uint8Array | null): Conclusion {
  if (!savedCharge) return { state: "interrupted", problem: "stream_interrupted", charge: null };
  const { charge, whole } = decodeSavedCharge(savedCharge);
  if (whole) return { state: "done", problem: null, charge };
  return { state: "interrupted", problem: "stream_interrupted", charge };
}

/**
 * Other workers may help when one was lost, or when each refused for a reason of its own. A fault of the envelope itself
 * stays, whoever opens it.
 */
function concludeUnanswered(refusals: readonly string[], { post }: JobTerms): Conclusion {
  const fault = refusals.find((code): code is ProblemCode => isProblemCode(code) && isFault(code, post));
  if (fault) return { state: "failed", problem: fault, charge: null };
  return { state: "reseal_required", problem: "reseal_required", charge: null };
}

/** A worker that met the same bytes in an earlier post refuses them as a replay: nobody's fault, a new seal helps. */
const isFault = (code: ProblemCode, post: number): boolean =>
  PROBLEMS[code].action === "fix" && !(code === "replayed" && post > 1);
