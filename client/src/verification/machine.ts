import { decodeTcb, type Tcb } from "@cocoon/protocol/attestation";
import { toHex } from "@cocoon/protocol/bytes";
import type { JudgedEvidence } from "./evidence.ts";

/** What the signed report says of its machine. */
export interface Machine {
  readonly product: string;
  readonly simulated: boolean;
  readonly signingKey: string;
  /** In hex; null where the report names no chip. */
  readonly chipId: string | null;
  readonly vmpl: number;
  /** The reported level; `fmc` counts for Turin only. */
  readonly tcb: Tcb;
  /** major.minor.build of the running one. */
  readonly firmware: string;
  readonly measurement: string;
  readonly guestSmt: boolean;
}

/** Null unless hardware under a pinned root has signed the report: what others say of themselves is not repeated. */
export function machineOf(evidence: JudgedEvidence | null): Machine | null {
  if (!evidence?.report) return null;
  const { report, product, rootClass } = evidence.report;
  const { major, minor, build } = report.currentFirmware;
  const namesChip = report.signingKey === "VCEK" && report.chipId.some((byte) => byte !== 0);
  return {
    product,
    simulated: rootClass === "simulated",
    signingKey: report.signingKey,
    chipId: namesChip ? toHex(report.chipId) : null,
    vmpl: report.vmpl,
    tcb: decodeTcb(product, report.tcb.reported),
    firmware: `${major}.${minor}.${build}`,
    measurement: toHex(report.measurement),
    guestSmt: report.policy.smt,
  };
}
