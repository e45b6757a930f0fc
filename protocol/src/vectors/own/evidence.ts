import {
  type AppraisalPolicy,
  type NodeVerdict,
  parsePolicy,
  type VerifiedNode,
  verifyNode,
} from "../../attestation/index.ts";
import { fromHex } from "../../bytes/index.ts";
import { edited } from "../edits.ts";
import type { EvidenceAccept, EvidenceReject, EvidenceVectors } from "../evidence-vectors.ts";
import { type Judgement, mismatch } from "../public/judgement.ts";

/** Verifies each accepted bundle to its node, and each other one to all its failures, the first of which has the clause. */
export const judgeOwnEvidence = (vectors: EvidenceVectors): Promise<Judgement>[] => [
  ...vectors.accept.map((vector) => judgeAccepted(vector, vectors)),
  ...vectors.reject.map((vector) => judgeRefused(vector, vectors)),
];

async function judgeAccepted(vector: EvidenceAccept, vectors: EvidenceVectors): Promise<Judgement> {
  const { name, clause, bundle, expectedNonce, node } = vector;
  const verdict = await check(fromHex(bundle), expectedNonce, vectors.nowMs, vectors.policy);
  const got = verdict.ok ? fieldsOf(verdict.node) : codesOf(verdict);
  return { id: `accepts: ${name} (${clause})`, mismatches: mismatch("node", node, got), otherReason: null };
}

const fieldsOf = ({
  keyIdHex,
  chipId,
  measurement,
  ageProved,
}: VerifiedNode): Record<keyof EvidenceAccept["node"], unknown> => ({
  keyId: keyIdHex,
  chipId,
  measurement,
  ageProved,
});

async function judgeRefused(vector: EvidenceReject, vectors: EvidenceVectors): Promise<Judgement> {
  const { name, clause, codes, of, nowMs = vectors.nowMs, policy } = vector;
  const original = vectors.accept.find((accepted) => accepted.name === of);
  if (!original) throw new Error(`no accepted vector is called ${of}`);
  const nonce = vector.expectedNonce === undefined ? original.expectedNonce : vector.expectedNonce;
  const bundle = edited(fromHex(original.bundle), vector);
  const verdict = await check(bundle, nonce, nowMs, { ...vectors.policy, ...policy });
  return {
    id: `refuses: ${name} (${clause})`,
    mismatches: [
      ...mismatch("codes", codes, codesOf(verdict)),
      ...mismatch("clause", clause, `SPEC ${verdict.ok ? "" : verdict.clause}`),
    ],
    otherReason: null,
  };
}

const codesOf = (verdict: NodeVerdict): string[] =>
  verdict.ok ? [] : verdict.failures.map(({ code }) => code);

const check = (
  bundle: Uint8Array,
  expectedNonce: string | null,
  nowMs: number,
  policy: AppraisalPolicy,
): Promise<NodeVerdict> =>
  verifyNode({
    bundle,
    policy: parsePolicy(JSON.stringify(policy), { allowSimulated: true }),
    referenceValues: null,
    nowMs,
    ...(expectedNonce !== null && { expectedNonce: fromHex(expectedNonce) }),
  });
