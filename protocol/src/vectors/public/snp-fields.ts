import { type AttestationReport, decodeTcb, type Product } from "../../attestation/index.ts";
import { toHex } from "../../bytes/index.ts";
import type { VectorTcb } from "./snp-policy.ts";

/** A report in the public vectors' own names; levels are decoded where a chain has said whose they are. */
export function snpFields(
  report: AttestationReport,
  product: Product | null,
  levels: Product | null,
): Readonly<Record<string, unknown>> {
  const { policy, platform, cpuId } = report;
  return {
    version: report.version,
    guest_svn: report.guestSvn,
    policy: u64At(report, 0x08),
    policy_bits: {
      abiMinor: policy.abiMinor,
      abiMajor: policy.abiMajor,
      smt: policy.smt,
      migrateMa: policy.migrationAgent,
      debug: policy.debug,
      singleSocket: policy.singleSocket,
      cxl: policy.cxl,
      aes256xts: policy.aes256Xts,
      raplDis: policy.raplDisabled,
      ciphertextHiding: policy.ciphertextHiding,
      pageSwapDisable: policy.pageSwapDisabled,
    },
    vmpl: report.vmpl,
    platform_info: u64At(report, 0x40),
    platform_bits: {
      smt: platform.smt,
      tsme: platform.tsme,
      ecc: platform.ecc,
      raplDis: platform.raplDisabled,
      ciphertextHiding: platform.ciphertextHiding,
      aliasCheckComplete: platform.aliasCheckComplete,
      iommuWriteSafe: platform.iommuWriteSafe,
      tio: platform.tio,
    },
    signing_key: report.signingKey,
    author_key_en: report.authorKeyEnabled,
    // A report under a masked key is never parsed to its end (SPEC 3.3).
    mask_chip_key: false,
    family_id: toHex(report.familyId),
    image_id: toHex(report.imageId),
    report_data: toHex(report.reportData),
    measurement: toHex(report.measurement),
    host_data: toHex(report.hostData),
    id_key_digest: toHex(report.idKeyDigest),
    author_key_digest: toHex(report.authorKeyDigest),
    report_id: toHex(report.reportId),
    report_id_ma: toHex(report.reportIdMa),
    fms: cpuId && [cpuId.family, cpuId.model, cpuId.stepping],
    product,
    chip_id: toHex(report.chipId),
    tcb: levels && {
      reported: tcbOf(report.tcb.reported, levels),
      current: tcbOf(report.tcb.current, levels),
      committed: tcbOf(report.tcb.committed, levels),
      launch: tcbOf(report.tcb.launch, levels),
    },
    current_version: versionOf(report.currentFirmware),
    committed_version: versionOf(report.committedFirmware),
    launch_mit_vector: hexOrNull(report.launchMitigations),
    current_mit_vector: hexOrNull(report.currentMitigations),
  };
}

const u64At = ({ signed }: AttestationReport, at: number): string =>
  `0x${new DataView(signed.buffer).getBigUint64(at, true).toString(16)}`;

const hexOrNull = (value: bigint | null): string | null =>
  value === null ? null : `0x${value.toString(16)}`;

const versionOf = ({ major, minor, build }: AttestationReport["currentFirmware"]): string =>
  `${major}.${minor}.${build}`;

function tcbOf(raw: Uint8Array, product: Product): VectorTcb {
  const { fmc, bootloader, tee, snp, microcode } = decodeTcb(product, raw);
  return { ...(product === "Turin" && { fmc }), bl: bootloader, tee, snp, ucode: microcode };
}
