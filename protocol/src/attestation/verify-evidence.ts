import { verifyEcdsaP384 } from "./algorithms.ts";
import type { RootClass } from "./amd-roots.ts";
import type { AttesterEvidence } from "./attester.ts";
import { checkBinding } from "./binding.ts";
import { type ChainRules, verifyChain } from "./chain.ts";
import type { Product } from "./products.ts";
import { demand } from "./reasons.ts";
import { type AttestationReport, parseReport } from "./report.ts";

/** A report that hardware under a pinned root has signed. What it says is true; whether it suffices, a policy decides. */
export interface VerifiedReport {
  readonly report: AttestationReport;
  readonly product: Product;
  readonly rootClass: RootClass;
  /** The cloud provider that a VLEK was given to; null for a VCEK. */
  readonly cspId: string | null;
}

/**
 * Form, chain, binding and signature, in this order (SPEC 3.3 to 3.7); the policy gives the roots and the rules for
 * revocation lists only. The first failing check ends it.
 * @throws EvidenceError
 */
export async function verifyEvidence(evidence: AttesterEvidence, rules: ChainRules): Promise<VerifiedReport> {
  const report = parseReport(evidence.report);
  const chain = await verifyChain(evidence, report, rules);
  const cspId = checkBinding(report, chain);
  demand(await verifyEcdsaP384(chain.vek.spki, report.signature, report.signed), "report_signature");
  return { report, product: chain.product, rootClass: chain.rootClass, cspId };
}
