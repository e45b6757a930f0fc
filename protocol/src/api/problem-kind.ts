/**
 * What the caller can do about a problem, one action each:
 * fix the request · retry the same later · reseal to other workers · pay · stop, for it is over.
 */
export type ProblemAction = "fix" | "retry" | "reseal" | "pay" | "stop";

export interface ProblemKind {
  readonly status: number;
  readonly action: ProblemAction;
  /** One sentence that says what happened and what to do. */
  readonly sentence: string;
}

export const problem = (status: number, action: ProblemAction, sentence: string): ProblemKind => ({
  status,
  action,
  sentence,
});
