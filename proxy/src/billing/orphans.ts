import { isProblemCode, PROBLEMS, type ProblemCode } from "@cocoon/protocol/api";
import type { Orphan } from "../queue/port.ts";
import { decodeSavedCharge } from "./receipts.ts";
import type { Conclusion } from "./settlement.ts";

/** How a job that no worker will finish is concluded (SPEC 8.8). */
export function concludeOrphan({ reason, refusals, runningReceipt }: Orphan): Conclusion {
  switch (reason) {
    case "deadline":
      return { state: "expired", problem: "deadline_exceeded", charge: null };
    case "stranded":
      return { state: "reseal_required", problem: "reseal_required", charge: null };
    case "cancelled":
      return { state: "cancelled", problem: "cancelled", charge: null };
    case "refused":
      return concludeRefused(refusals);
    case "abandoned":
      // Verified before it was saved.
      return {
        state: "interrupted",
        problem: "stream_interrupted",
        charge: runningReceipt && decodeSavedCharge(runningReceipt),
      };
  }
}

/**
 * Other workers may help when one was lost, or when each refused for a reason of its own. A fault of the envelope itself
 * stays, whoever opens it.
 */
function concludeRefused(refusals: readonly string[]): Conclusion {
  const fault = refusals.find((code): code is ProblemCode => isProblemCode(code) && PROBLEMS[code].action === "fix");
  if (fault) return { state: "failed", problem: fault, charge: null };
  return { state: "reseal_required", problem: "reseal_required", charge: null };
}
