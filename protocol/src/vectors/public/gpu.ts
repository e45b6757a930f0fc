import * as v from "valibot";
import {
  EvidenceError,
  type GpuRules,
  mismatchedBlocks,
  NVIDIA_ROOTS,
  type ReasonCode,
  type VerifiedGpu,
  verifyGpu,
} from "../../attestation/index.ts";
import { fromHex } from "../../bytes/index.ts";
import { gpuFields } from "./gpu-fields.ts";
import { type Judgement, mismatch, type ReadVectorFile, reasonMismatch } from "./judgement.ts";
import { derBlocksOf } from "./pem.ts";
import { readRim } from "./rim.ts";

const vectorSchema = v.object({
  id: v.string(),
  report: v.string(),
  cert_chain: v.string(),
  /** Null where the report's own counts. */
  nonce: v.nullable(v.string()),
  check_time: v.optional(v.pipe(v.string(), v.isoTimestamp())),
  fields: v.optional(v.record(v.string(), v.unknown())),
  expect: v.object({
    verify: v.picklist(["accept", "reject"]),
    reason: v.optional(v.string()),
    also_acceptable: v.optional(v.array(v.string())),
  }),
});
type Vector = v.InferOutput<typeof vectorSchema>;

const rimSchema = v.object({
  file: v.string(),
  version: v.string(),
  active_indexes: v.array(v.number()),
  compare: v.array(v.object({ report: v.string(), mismatched_indexes: v.array(v.number()) })),
});

export const gpuManifestSchema = v.object({
  format: v.literal("nvgpu-vectors/1"),
  /** When certificates are checked, where a vector does not say. */
  generated: v.pipe(v.string(), v.isoDate()),
  device_root: v.string(),
  device_root_spki_sha256: v.string(),
  vectors: v.array(vectorSchema),
  rims: v.optional(v.array(rimSchema), []),
});
type Manifest = v.InferOutput<typeof gpuManifestSchema>;

/** What the vectors call the reasons; they have one name for all that is wrong with a chain, and none for the firmware. */
const REASON_NAMES: Partial<Record<ReasonCode, string>> = {
  gpu_evidence_malformed: "malformed",
  gpu_root_not_pinned: "root_not_pinned",
  gpu_chain_signature: "chain_signature",
  gpu_cert_time: "chain_signature",
  gpu_report_signature: "report_signature",
  gpu_fwid_mismatch: "report_signature",
  gpu_nonce_mismatch: "nonce_mismatch",
};

/** Judges each vector, then each file of golden measurements against the accepted reports that it names. */
export function judgeGpus(manifest: Manifest, read: ReadVectorFile): Promise<Judgement>[] {
  const rules = { nowMs: Date.parse(manifest.generated), roots: NVIDIA_ROOTS };
  const results = new Map(
    manifest.vectors.map((vector) => [vector.id, { vector, result: verify(vector, rules, read) }]),
  );
  return [
    Promise.resolve(judgeRoot(manifest)),
    ...[...results.values()].map(async ({ vector, result }) => judgeVector(vector, await result)),
    ...manifest.rims.map((rim) => judgeRim(rim, async (id) => results.get(id)?.result, read)),
  ];
}

/** The root that the vectors are of is the one that this package pins. */
const judgeRoot = ({ device_root: id, device_root_spki_sha256: expected }: Manifest): Judgement => ({
  id,
  mismatches: mismatch("pinned root", expected, NVIDIA_ROOTS[0]?.spkiSha256),
  otherReason: null,
});

async function verify(
  vector: Vector,
  rules: Omit<GpuRules, "nonce">,
  read: ReadVectorFile,
): Promise<VerifiedGpu | string> {
  const report = read(vector.report);
  const nonce = vector.nonce === null ? report.slice(4, 36) : fromHex(vector.nonce);
  const nowMs = vector.check_time === undefined ? rules.nowMs : Date.parse(vector.check_time);
  const chain = derBlocksOf(new TextDecoder().decode(read(vector.cert_chain)));
  try {
    return await verifyGpu({ report, chain }, { ...rules, nowMs, nonce });
  } catch (error) {
    if (error instanceof EvidenceError) return REASON_NAMES[error.code] ?? error.code;
    throw error;
  }
}

function judgeVector({ id, expect, fields }: Vector, result: VerifiedGpu | string): Judgement {
  if (typeof result === "string")
    return {
      id,
      mismatches: [
        ...mismatch("verify", expect.verify, "reject"),
        ...(fields ? mismatch("fields", fields, `rejected: ${result}`) : []),
      ],
      otherReason: reasonMismatch({ reason: expect.reason, also: expect.also_acceptable }, result),
    };
  return {
    id,
    mismatches: [
      ...mismatch("verify", expect.verify, "accept"),
      ...(fields ? mismatch("fields", fields, gpuFields(result)) : []),
    ],
    otherReason: null,
  };
}

async function judgeRim(
  { file, version, active_indexes, compare }: v.InferOutput<typeof rimSchema>,
  resultOf: (id: string) => Promise<VerifiedGpu | string | undefined>,
  read: ReadVectorFile,
): Promise<Judgement> {
  const rim = readRim(new TextDecoder().decode(read(file)));
  const golden = rim.active.map(({ index, digests }) => ({ block: index + 1, digests: [...digests] }));
  const compared = await Promise.all(
    compare.map(async ({ report, mismatched_indexes }) => {
      const result = await resultOf(report);
      const got =
        typeof result === "object"
          ? mismatchedBlocks(result.report, golden).map((block) => block - 1)
          : result;
      return mismatch(`mismatched indexes of ${report}`, mismatched_indexes, got);
    }),
  );
  return {
    id: file,
    mismatches: [
      ...mismatch("version", version, rim.version),
      ...mismatch(
        "active indexes",
        active_indexes,
        rim.active.map(({ index }) => index),
      ),
      ...compared.flat(),
    ],
    otherReason: null,
  };
}
