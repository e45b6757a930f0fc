import type { AppraisalPolicy } from "./policy.ts";
import type { CpuId, Product } from "./products.ts";
import type { ReasonCode } from "./reasons.ts";
import { type AttestationReport, type FirmwareVersion, TCB_LEVELS, type TcbLevel } from "./report.ts";
import { decodeTcb, type Tcb, tcbAtLeast, tcbEquals } from "./tcb.ts";
import type { VerifiedReport } from "./verify-evidence.ts";

/** Firmware and its levels against the policy (SPEC 3.8). */
export function tcbFailures({ report, product }: VerifiedReport, policy: AppraisalPolicy): ReasonCode[] {
  const tcb = decodeAll(report, product);
  return [
    ...firmwareFailures(report, product, policy),
    ...(policy.provisionalFirmware === "forbid" && isProvisional(report, tcb)
      ? (["provisional_firmware"] as const)
      : []),
    ...minimumFailures(tcb, report.cpuId, product, policy),
    ...(tcbAtLeast(tcb.current, tcb.reported) ? [] : (["tcb_reported_above_current"] as const)),
  ];
}

type Levels = Readonly<Record<TcbLevel, Tcb>>;

const decodeAll = ({ tcb }: AttestationReport, product: Product): Levels => ({
  reported: decodeTcb(product, tcb.reported),
  current: decodeTcb(product, tcb.current),
  committed: decodeTcb(product, tcb.committed),
  launch: decodeTcb(product, tcb.launch),
});

/** Firmware that runs but is not committed can be exchanged for the committed one while the guest runs. */
const isProvisional = ({ currentFirmware, committedFirmware }: AttestationReport, tcb: Levels): boolean =>
  !tcbEquals(tcb.committed, tcb.current) || compareVersions(currentFirmware, committedFirmware) !== 0;

const compareVersions = (a: FirmwareVersion, b: FirmwareVersion): number =>
  a.major - b.major || a.minor - b.minor || a.build - b.build;

function firmwareFailures(
  report: AttestationReport,
  product: Product,
  { minFirmware }: AppraisalPolicy,
): ReasonCode[] {
  if (minFirmware === "any") return [];
  const minimum = minFirmware.find((entry) => entry.product === product);
  const both = [report.currentFirmware, report.committedFirmware];
  const reached = minimum && both.every((version) => compareVersions(version, minimum) >= 0);
  return reached ? [] : ["firmware_too_low"];
}

const TOO_LOW = {
  reported: "tcb_too_low_reported",
  current: "tcb_too_low_current",
  committed: "tcb_too_low_committed",
  launch: "tcb_too_low_launch",
} as const satisfies Record<TcbLevel, ReasonCode>;

function minimumFailures(
  tcb: Levels,
  cpuId: CpuId | null,
  product: Product,
  { minTcb }: AppraisalPolicy,
): ReasonCode[] {
  if (minTcb === "any") return [];
  const minimum = minimumFor(minTcb, product, cpuId);
  if (!minimum) return ["no_tcb_baseline"];
  return TCB_LEVELS.filter((level) => !tcbAtLeast(tcb[level], minimum)).map((level) => TOO_LOW[level]);
}

/** An entry for the CPU model goes before one for the whole line: microcode levels count per model. */
function minimumFor(
  entries: Exclude<AppraisalPolicy["minTcb"], "any">,
  product: Product,
  cpuId: CpuId | null,
): Tcb | undefined {
  const own = entries.filter((entry) => entry.product === product);
  const ofModel = own.find(
    ({ models }) =>
      models !== "any" && cpuId !== null && models.from <= cpuId.model && cpuId.model <= models.to,
  );
  return (ofModel ?? own.find(({ models }) => models === "any"))?.tcb;
}
