import * as v from "valibot";
import {
  type AppraisalPolicy,
  appraise,
  EvidenceError,
  PRODUCTS,
  parsePolicy,
  parseReport,
  productOf,
  type RootPin,
  type VerifiedReport,
  verifyEvidence,
} from "../../attestation/index.ts";
import { fromHex } from "../../bytes/index.ts";
import { type Judgement, mismatch, type ReadVectorFile, reasonMismatch } from "./judgement.ts";
import { snpFields } from "./snp-fields.ts";
import { appraisalPolicyOf, vectorPolicySchema } from "./snp-policy.ts";

const verdict = v.picklist(["accept", "reject"]);
const vectorSchema = v.object({
  id: v.string(),
  report: v.string(),
  certs: v.optional(v.object({ vek: v.string(), ask: v.string(), ark: v.string() })),
  crl: v.optional(v.string()),
  require_crl: v.optional(v.boolean()),
  trust: v.optional(v.picklist(["amd", "sim"])),
  check_time: v.optional(v.pipe(v.string(), v.isoTimestamp())),
  policy: v.optional(v.union([v.string(), vectorPolicySchema])),
  fields: v.optional(v.record(v.string(), v.unknown())),
  expect: v.object({
    verify: v.optional(verdict),
    reason: v.optional(v.string()),
    also_acceptable: v.optional(v.array(v.string())),
    appraisal: v.optional(v.picklist(["accept", "reject", "n/a"])),
    appraisal_reasons: v.optional(v.array(v.string())),
    parse: v.optional(v.string()),
  }),
});
type Vector = v.InferOutput<typeof vectorSchema>;

const pins = v.record(v.picklist(PRODUCTS), v.string());
export const snpManifestSchema = v.object({
  format: v.literal("snp-vectors/1"),
  roots: v.object({ amd: pins, sim: pins }),
  policies: v.optional(v.record(v.string(), vectorPolicySchema), {}),
  vectors: v.array(vectorSchema),
});
type Manifest = v.InferOutput<typeof snpManifestSchema>;

/** Judges each vector as the format says: verification, then appraisal with its complete set of reasons, then fields. */
export const judgeSnp = (manifest: Manifest, read: ReadVectorFile): Promise<Judgement>[] =>
  manifest.vectors.map((vector) =>
    vector.certs ? judgeEvidence(vector, manifest, read) : Promise.resolve(judgeParse(vector, read)),
  );

async function judgeEvidence(vector: Vector, manifest: Manifest, read: ReadVectorFile): Promise<Judgement> {
  const { id, expect, fields } = vector;
  const policy = policyOf(vector, manifest);
  const verified = await reasonOr(() => verify(vector, policy, read));
  if (typeof verified === "string") {
    const appraisal = expect.appraisal === "n/a" ? undefined : expect.appraisal;
    return {
      id,
      mismatches: [
        ...mismatch("verify", expect.verify, "reject"),
        ...mismatch("appraisal", appraisal, undefined),
        ...(fields ? mismatch("fields", fields, `rejected: ${verified}`) : []),
      ],
      otherReason: reasonMismatch({ reason: expect.reason, also: expect.also_acceptable }, verified),
    };
  }
  return {
    id,
    mismatches: [
      ...mismatch("verify", expect.verify, "accept"),
      ...judgeAppraisal(vector, verified, policy),
      ...(fields ? mismatch("fields", fields, fieldsOf(verified)) : []),
    ],
    otherReason: null,
  };
}

const fieldsOf = ({ report, product }: VerifiedReport) => snpFields(report, product, product);

function judgeAppraisal(vector: Vector, verified: VerifiedReport, policy: AppraisalPolicy) {
  const { appraisal, appraisal_reasons } = vector.expect;
  if (appraisal === undefined || appraisal === "n/a") return [];
  const reasons = new Set<string>(appraise(verified, policy, reportDataOf(vector, verified)));
  return [
    ...mismatch("appraisal", appraisal, reasons.size === 0 ? "accept" : "reject"),
    ...mismatch("appraisal_reasons", [...(appraisal_reasons ?? [])].sort(), [...reasons].sort()),
  ];
}

/** What the report has to have been made for: the policy's, else whatever it says. */
const reportDataOf = ({ policy }: Vector, { report }: VerifiedReport): Uint8Array =>
  typeof policy === "object" && policy.report_data !== undefined
    ? fromHex(policy.report_data)
    : report.reportData;

function judgeParse({ id, report, fields, expect }: Vector, read: ReadVectorFile): Judgement {
  const parsed = reasonOrSync(() => parseReport(read(report)));
  if (typeof parsed === "string")
    return {
      id,
      mismatches: mismatch("parse", expect.parse === "ok" || fields !== undefined, false),
      otherReason: reasonMismatch({ reason: expect.reason, also: expect.also_acceptable }, parsed),
    };
  const product = parsed.cpuId && productOf(parsed.cpuId);
  return {
    id,
    mismatches: [
      ...mismatch("parse", expect.parse ?? "ok", "ok"),
      ...(fields ? mismatch("fields", fields, snpFields(parsed, product, null)) : []),
    ],
    otherReason: null,
  };
}

function verify(vector: Vector, policy: AppraisalPolicy, read: ReadVectorFile): Promise<VerifiedReport> {
  const { vek = "", ask = "", ark = "" } = vector.certs ?? {};
  return verifyEvidence(
    {
      report: read(vector.report),
      vek: read(vek),
      ask: read(ask),
      ark: read(ark),
      crl: vector.crl === undefined ? new Uint8Array() : read(vector.crl),
    },
    { ...policy, nowMs: Date.parse(vector.check_time ?? "") },
  );
}

function policyOf({ policy, trust = "amd", require_crl }: Vector, manifest: Manifest): AppraisalPolicy {
  const named = typeof policy === "string" ? manifest.policies[policy] : (policy ?? {});
  if (!named) throw new Error(`the manifest has no policy ${JSON.stringify(policy)}`);
  const roots: RootPin[] = Object.entries(manifest.roots[trust]).map(([product, spkiSha256]) => ({
    product: v.parse(v.picklist(PRODUCTS), product),
    spkiSha256,
    class: trust === "amd" ? "amd" : "simulated",
  }));
  const ours = appraisalPolicyOf(named, roots, require_crl ? "require" : "any");
  return parsePolicy(JSON.stringify(ours), { allowSimulated: true });
}

/** The value, or the code of the check that it failed. Another error is a fault of the verifier and goes through. */
async function reasonOr<T>(check: () => Promise<T>): Promise<T | string> {
  try {
    return await check();
  } catch (error) {
    if (error instanceof EvidenceError) return error.code;
    throw error;
  }
}

function reasonOrSync<T>(check: () => T): T | string {
  try {
    return check();
  } catch (error) {
    if (error instanceof EvidenceError) return error.code;
    throw error;
  }
}
