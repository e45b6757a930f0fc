import { equalBytes, MalformedError, toHex } from "../../bytes/index.ts";
import { verifyEcdsaP384 } from "../algorithms.ts";
import type { Certificate } from "../certificate.ts";
import { demand, EvidenceError } from "../reasons.ts";
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
  try {
    const report = parseGpuReport(evidence.report);
    const chain = await verifyGpuChain(evidence.chain, rules);
    const { spki } = chain.leaf;
    demand(await verifyEcdsaP384(spki, report.signature, report.signed), "gpu_report_signature");
    demand(runsCertifiedFirmware(report, chain.leaf), "gpu_fwid_mismatch");
    demand(equalBytes(report.nonce, rules.nonce), "gpu_nonce_mismatch");
    const { fields } = report;
    return {
      ...chain,
      report,
      driver: gpuText(fields.get(FIELD.driver)),
      vbios: vbiosText(fields.get(FIELD.vbios)),
    };
  } catch (error) {
    if (error instanceof MalformedError) throw new EvidenceError("gpu_evidence_malformed");
    throw error;
  }
}

/** Where both state it; the oldest drivers leave it out of their reports. */
function runsCertifiedFirmware({ fields }: GpuReport, leaf: Certificate): boolean {
  const [stated, certified] = [fields.get(FIELD.fwid), fwidOf(leaf)];
  return !stated || !certified || toHex(stated) === toHex(certified);
}
