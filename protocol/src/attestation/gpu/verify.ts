import { equalBytes, MalformedError, toHex } from "../../bytes/index.ts";
import { verifyEcdsaP384 } from "../algorithms.ts";
import { readCertificate } from "../certificate.ts";
import { demand, readOr } from "../reasons.ts";
import { type GpuChainRules, type VerifiedGpuChain, verifyGpuChain } from "./chain.ts";
import type { GpuEvidence } from "./device-evidence.ts";
import { fwidOf } from "./fwid.ts";
import { FIELD, type GpuReport, gpuText, parseGpuReport, vbiosText } from "./report.ts";

export interface GpuRules extends GpuChainRules {
  /** 32 bytes that the report must answer (SPEC 2.9). */
  readonly nonce: Uint8Array;
}

/** A report that a device under a pinned root has signed. Whether what it runs is good, reference values say. */
export interface VerifiedGpu extends VerifiedGpuChain {
  readonly report: GpuReport;
  readonly driver: string;
  readonly vbios: string;
}

/** Form, chain, signature, firmware and nonce, in this order (SPEC 3.9); the first failing check ends it. @throws EvidenceError */
export async function verifyGpu(evidence: GpuEvidence, rules: GpuRules): Promise<VerifiedGpu> {
  const { report, certificates, leaf, certified } = readOr("gpu_evidence_malformed", () =>
    readEvidence(evidence),
  );
  // At once, for each takes a millisecond; a chain that fails goes before the signature all the same.
  const [chain, isSigned] = await Promise.all([
    verifyGpuChain(certificates, rules),
    verifyEcdsaP384(leaf.spki, report.signature, report.signed),
  ]);
  demand(isSigned, "gpu_report_signature");
  const { fields, nonce } = report;
  const stated = fields.get(FIELD.fwid);
  // The oldest drivers leave it out of their reports.
  demand(!stated || !certified || toHex(stated) === toHex(certified), "gpu_fwid_mismatch");
  demand(equalBytes(nonce, rules.nonce), "gpu_nonce_mismatch");
  return {
    ...chain,
    report,
    driver: gpuText(fields.get(FIELD.driver)),
    vbios: vbiosText(fields.get(FIELD.vbios)),
  };
}

/** Whether report and certificate both name the device's firmware: else {@link verifyGpu} compares none. @throws MalformedError */
export function namesFirmware(evidence: GpuEvidence): boolean {
  const { report, certified } = readEvidence(evidence);
  return certified !== null && report.fields.has(FIELD.fwid);
}

/** @throws MalformedError */
function readEvidence({ report, chain }: GpuEvidence) {
  const certificates = chain.map(readCertificate);
  const [leaf] = certificates;
  if (!leaf) throw new MalformedError("GPU evidence has no certificate");
  return { report: parseGpuReport(report), certificates, leaf, certified: fwidOf(leaf) };
}
