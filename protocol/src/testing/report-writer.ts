import type { FirmwareVersion } from "../attestation/report.ts";
import {
  AT,
  ECDSA_P384_SHA384,
  NEWEST_VERSION,
  P384_BYTES,
  REPORT_BYTES,
  SIGNED_BYTES,
} from "../attestation/report-layout.ts";
import { encodeTcb } from "../attestation/tcb.ts";
import type { SimulatedMachine, SimulatedProduct } from "./machine.ts";

type Bytes = Uint8Array<ArrayBuffer>;

export interface ReportFields {
  readonly product: SimulatedProduct;
  readonly machine: SimulatedMachine;
  /** 64 bytes each. */
  readonly chipId: Uint8Array;
  readonly reportData: Uint8Array;
  /** 32 bytes, random for the guest's life. */
  readonly reportId: Uint8Array;
}

/** A report of the newest version as firmware would write it: the mirror of attestation/report.ts. */
export async function writeReport(fields: ReportFields, vekKey: CryptoKey): Promise<Bytes> {
  const report = unsignedReport(fields);
  const signature = await crypto.subtle.sign(
    { name: "ECDSA", hash: "SHA-384" },
    vekKey,
    report.subarray(0, SIGNED_BYTES),
  );
  const numbers = new Uint8Array(signature);
  report.set(numbers.slice(0, P384_BYTES).reverse(), AT.signatureR);
  report.set(numbers.slice(P384_BYTES).reverse(), AT.signatureS);
  return report;
}

function unsignedReport({ product, machine, chipId, reportData, reportId }: ReportFields): Bytes {
  const report = new Uint8Array(REPORT_BYTES);
  const view = new DataView(report.buffer);
  const { cpuId, firmware } = machine;
  view.setUint32(AT.version, NEWEST_VERSION, true);
  view.setBigUint64(AT.policy, machine.guestPolicy, true);
  view.setUint32(AT.vmpl, machine.vmpl, true);
  view.setUint32(AT.signatureAlgo, ECDSA_P384_SHA384, true);
  view.setBigUint64(AT.platformInfo, machine.platformInfo, true);
  report.set(reportData, AT.reportData);
  report.set(machine.measurement, AT.measurement);
  report.set(machine.hostData, AT.hostData);
  report.set(reportId, AT.reportId);
  report.fill(0xff, AT.reportIdMa, AT.reportedTcb);
  report.set([cpuId.family, cpuId.model, cpuId.stepping], AT.cpuId);
  report.set(chipId, AT.chipId);
  for (const at of [AT.reportedTcb, AT.currentTcb, AT.committedTcb, AT.launchTcb])
    report.set(encodeTcb(product, machine.tcb), at);
  for (const at of [AT.currentFirmware, AT.committedFirmware]) report.set(firmwareBytes(firmware), at);
  return report;
}

const firmwareBytes = ({ build, minor, major }: FirmwareVersion): readonly number[] => [build, minor, major];
