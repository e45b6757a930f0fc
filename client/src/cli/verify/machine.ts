import type { VerifiedNode } from "@cocoon/protocol/attestation";
import type { Judged } from "./judge.ts";

/** The node, where its evidence was accepted. */
export const nodeOf = ({ evidence }: Judged): VerifiedNode | null =>
  evidence?.verdict.ok ? evidence.verdict.node : null;

/** The first thing that speaks against it. */
export interface Reason {
  readonly code: string;
  readonly clause: string | null;
  readonly sentence: string;
}

export function reasonOf({ evidence, problem }: Judged): Reason | null {
  if (problem) return { code: problem.code, clause: problem.clause, sentence: problem.sentence };
  if (!evidence || evidence.verdict.ok) return null;
  const { code, clause, sentence } = evidence.verdict;
  return { code, clause, sentence };
}
