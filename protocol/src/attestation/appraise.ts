import { equalBytes, fromHex, toHex } from "../bytes/index.ts";
import { tcbFailures } from "./appraise-tcb.ts";
import type { AppraisalPolicy } from "./policy.ts";
import type { ReasonCode } from "./reasons.ts";
import type { AttestationReport } from "./report.ts";
import type { VerifiedReport } from "./verify-evidence.ts";

/**
 * A verified report against a policy, and against the 64 bytes it has to have been made for (SPEC 2.6, 3.8).
 * @returns every failure, in no order: one of them would hide what else a person has to repair
 */
export function appraise(
  verified: VerifiedReport,
  policy: AppraisalPolicy,
  expectedReportData: Uint8Array,
): readonly ReasonCode[] {
  const { report } = verified;
  const checks: readonly (readonly [holds: boolean, code: ReasonCode])[] = [
    [equalBytes(report.reportData, expectedReportData), "report_data_mismatch"],
    ...guestChecks(report, policy),
    ...platformChecks(report, policy),
    ...identityChecks(verified, policy),
    ...imageChecks(report, policy),
  ];
  return [...checks.filter(([holds]) => !holds).map(([, code]) => code), ...tcbFailures(verified, policy)];
}

type Checks = readonly (readonly [holds: boolean, code: ReasonCode])[];

/** The identity of a migration agent when there is none. */
const UNSET = 0xff;

function guestChecks(
  { policy: guest, reportIdMa, version, vmpl }: AttestationReport,
  policy: AppraisalPolicy,
): Checks {
  const { minGuestAbi: abi, minReportVersion } = policy;
  const abiReached =
    abi === "any" ||
    guest.abiMajor > abi.major ||
    (guest.abiMajor === abi.major && guest.abiMinor >= abi.minor);
  return [
    [policy.debug === "any" || !guest.debug, "debug_allowed"],
    [policy.migrationAgentAllowed === "any" || !guest.migrationAgent, "migration_agent_allowed"],
    [
      policy.migrationAgentBound === "any" || reportIdMa.every((byte) => byte === UNSET),
      "migration_agent_bound",
    ],
    [policy.cxl === "any" || !guest.cxl, "cxl_allowed"],
    [policy.guestSmt === "any" || !guest.smt, "guest_smt_allowed"],
    [abiReached, "guest_abi_too_low"],
    [minReportVersion === "any" || version >= minReportVersion, "report_version_too_low"],
    [names(policy.vmpl, vmpl), "vmpl_not_allowed"],
  ];
}

function platformChecks({ platform, launchMitigations }: AttestationReport, policy: AppraisalPolicy): Checks {
  return [
    [policy.platformSmt === "any" || !platform.smt, "platform_smt_enabled"],
    [hasMitigations(launchMitigations, policy.launchMitigations), "mitigation_missing"],
    [policy.aliasCheck === "any" || platform.aliasCheckComplete, "alias_check_missing"],
    [policy.ciphertextHiding === "any" || platform.ciphertextHiding, "ciphertext_hiding_off"],
    [policy.tio === "any" || !platform.tio, "tio_enabled"],
    [policy.unknownPlatformBits === "any" || !platform.unknownBits, "platform_unknown_bits"],
  ];
}

/** A report that is too old to state its mitigations does not have them. */
function hasMitigations(stated: bigint | null, required: AppraisalPolicy["launchMitigations"]): boolean {
  if (required === "any") return true;
  const bits = BigInt(`0x${required}`);
  return ((stated ?? 0n) & bits) === bits;
}

function identityChecks(verified: VerifiedReport, policy: AppraisalPolicy): Checks {
  const { report, product, cspId } = verified;
  return [
    [names(policy.products, product), "product_not_allowed"],
    [names(policy.signingKeys, report.signingKey), "signing_key_not_allowed"],
    [policy.chipIdentity === "any" || chipIdentity(report) !== null, "chip_identity_missing"],
    [names(policy.chipIds, toHex(report.chipId)), "chip_not_allowed"],
    [names(policy.cspIds, cspId), "csp_not_allowed"],
  ];
}

function imageChecks(report: AttestationReport, policy: AppraisalPolicy): Checks {
  const { hostData, minGuestSvn } = policy;
  const author = report.authorKeyEnabled ? toHex(report.authorKeyDigest) : null;
  return [
    [names(policy.measurements, toHex(report.measurement)), "measurement_not_approved"],
    [hostData === "any" || equalBytes(report.hostData, fromHex(hostData)), "host_data_mismatch"],
    [names(policy.idKeyDigests, toHex(report.idKeyDigest)), "id_key_not_trusted"],
    [names(policy.authorKeyDigests, author), "author_key_not_trusted"],
    [minGuestSvn === "any" || report.guestSvn >= minGuestSvn, "guest_svn_too_low"],
  ];
}

/** A list approves what it names, an empty one nothing, and what is absent is on no list. */
const names = <T>(approved: readonly T[] | "any", value: T | null): boolean =>
  approved === "any" || (value !== null && approved.includes(value));

/** CHIP_ID in hex where it names one chip: not under a provider's key, and not where the host masks it. */
export const chipIdentity = ({ signingKey, chipId }: AttestationReport): string | null =>
  signingKey === "VCEK" && chipId.some((byte) => byte !== 0) ? toHex(chipId) : null;
