import { appraiseGpus, type GpuContext, inOrder, REASONS, type ReasonCode } from "../../attestation/index.ts";
import { fromHex } from "../../bytes/index.ts";
import { verifiedValues } from "../../testing/index.ts";
import { edited } from "../edits.ts";
import type { GpuAccept, GpuEvidenceVectors, GpuReject } from "../gpu-evidence-vectors.ts";
import { type Judgement, mismatch } from "../public/judgement.ts";

/** Appraises the evidence of each vector to its GPUs, or to all its failures, the first of which has the clause. */
export function judgeGpuEvidence(vectors: GpuEvidenceVectors): Promise<Judgement>[] {
  const { manifest, witness, keys } = vectors.referenceValues;
  const carried = { manifest: fromHex(manifest), witness: fromHex(witness) };
  const values = verifiedValues(carried, keys, vectors.nowMs);
  const context: GpuContext = {
    roots: [{ spkiSha256: vectors.rootSpkiSha256, class: "simulated" }],
    nonce: fromHex(vectors.nonce),
    nowMs: vectors.nowMs,
    values,
    required: true,
  };
  return [
    ...vectors.accept.map((vector) => judgeAccepted(vector, context)),
    ...vectors.reject.map((vector) => judgeRefused(vector, vectors, context)),
  ];
}

async function judgeAccepted(
  { name, clause, evidence, gpus, required }: GpuAccept,
  context: GpuContext,
): Promise<Judgement> {
  const got = await appraiseGpus(fromHex(evidence), { ...context, required });
  return {
    id: `accepts: ${name} (${clause})`,
    mismatches: mismatch("appraisal", { gpus, failures: [] }, got),
    otherReason: null,
  };
}

async function judgeRefused(
  vector: GpuReject,
  { accept }: GpuEvidenceVectors,
  context: GpuContext,
): Promise<Judgement> {
  const { name, clause, codes, nowMs = context.nowMs, nonce, without } = vector;
  const evidence = vector.evidence ?? accept.find((accepted) => accepted.name === vector.of)?.evidence;
  if (evidence === undefined) throw new Error(`no accepted vector is called ${vector.of}`);
  const { gpus, failures } = await appraiseGpus(edited(fromHex(evidence), vector), {
    ...context,
    nowMs,
    ...(nonce !== undefined && { nonce: fromHex(nonce) }),
    ...(without === "roots" && { roots: [] }),
    ...(without === "values" && { values: null }),
  });
  const found = inOrder(failures);
  return {
    id: `refuses: ${name} (${clause})`,
    mismatches: [
      ...mismatch("codes", codes, found),
      ...mismatch("clause", clause, `SPEC ${REASONS[found[0] as ReasonCode]?.clause}`),
      ...mismatch("GPUs", [], gpus),
    ],
    otherReason: null,
  };
}
