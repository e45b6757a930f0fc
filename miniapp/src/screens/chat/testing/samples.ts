import {
  type AnswerView,
  CHECK_IDS,
  type CheckId,
  type MachineView,
  type Problem,
} from "../../../engine/port.ts";
import type { StoredMessage } from "../../../storage/port.ts";

/** Of a machine: a receipt is of an answer. */
const CHECKS = CHECK_IDS.filter((id) => id !== "receipt");

/** A machine that passed every check, but for `failed`. */
export const machine = (failed?: CheckId): MachineView => ({
  keyId: "ab".repeat(32),
  operator: "one",
  simulated: false,
  accepted: failed === undefined,
  checkedMs: 1,
  chipId: null,
  imageVersion: null,
  checks: CHECKS.map((id) => ({ id, state: id === failed ? "failed" : "passed", facts: [], code: null })),
});

export const answer = (text: string, mismatches: readonly string[] = []): AnswerView => ({
  text,
  finish: "stop",
  tokens: { prompt: 1, cached: 0, output: 1 },
  costNanoton: 1n,
  chargedNanoton: 1n,
  machine: machine(),
  jobId: "job",
  receipt: new Uint8Array(),
  mismatches,
  firstDeltaMs: 1,
  totalMs: 2,
});

export const problem = (code: Problem["code"], more: Partial<Problem> = {}): Problem => ({
  code,
  action: "retry",
  detail: "",
  partialText: null,
  refusals: [],
  ...more,
});

let ids = 0;
const base = { sentMs: 1, model: "m", answer: null, problem: null, machine: null } as const;

export const asked = (text: string): StoredMessage => ({ ...base, id: `q${(ids += 1)}`, role: "user", text });

export const answered = (text: string): StoredMessage => {
  const { text: _, ...proof } = answer(text);
  return { ...base, id: `a${(ids += 1)}`, role: "assistant", text, answer: proof, machine: proof.machine };
};

export const failed = (why: Problem, text = ""): StoredMessage => ({
  ...base,
  id: `f${(ids += 1)}`,
  role: "assistant",
  text,
  problem: why,
});
