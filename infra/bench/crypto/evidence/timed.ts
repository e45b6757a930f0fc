import { inTurns } from "../../timing.ts";
import { type EvidenceCase, readyToVerify } from "./case.ts";
import { readyPkijs, verifyByPkijs } from "./pkijs.ts";

/** What stands beside each figure. */
export const BASELINE_NAME = "pkijs: the processor's chain, CRL and report";

/** Milliseconds of each run; the same code in Node and in a page. */
export function timed(
  evidence: EvidenceCase,
  runs: number,
): Promise<{ measured: number[]; baseline: number[] }> {
  readyPkijs();
  return inTurns(runs, readyToVerify(evidence), () => verifyByPkijs(evidence.bundle));
}
