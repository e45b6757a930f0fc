import { inTurns } from "../../timing.ts";
import { type EvidenceCase, verifyCase } from "./case.ts";
import { readyPkijs, verifyByPkijs } from "./pkijs.ts";

/** What stands beside each figure. */
export const BASELINE_NAME = "pkijs: chain, CRL and report";

/** Milliseconds of each run; the same code in Node and in a page. */
export function timed(
  evidence: EvidenceCase,
  runs: number,
): Promise<{ measured: number[]; baseline: number[] }> {
  readyPkijs();
  return inTurns(
    runs,
    () => verifyCase(evidence),
    () => verifyByPkijs(evidence.bundle),
  );
}
