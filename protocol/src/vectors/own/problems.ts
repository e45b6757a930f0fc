import { CocoonError, isProblemCode, problemJson } from "../../api/index.ts";
import type { ProblemVectors } from "../problem-vectors.ts";
import { type Judgement, mismatch } from "../public/judgement.ts";

/** Answers with each code as a proxy does, and takes no other text for one. */
export const judgeProblems = ({ accept, reject }: ProblemVectors): Judgement[] => [
  ...accept.map(({ name, status, action }) => ({
    id: `is a code: ${name}`,
    mismatches: mismatch("problem", { code: name, status, action }, answered(name)),
    otherReason: null,
  })),
  ...reject.map(({ name }) => ({
    id: `is no code: "${name}"`,
    mismatches: mismatch("problem", null, answered(name)),
    otherReason: null,
  })),
];

function answered(name: string) {
  if (!isProblemCode(name)) return null;
  const { code, status, action } = problemJson(new CocoonError(name));
  return { code, status, action };
}
