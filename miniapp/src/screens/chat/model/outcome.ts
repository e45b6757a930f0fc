import type { AnswerView, Problem } from "../../../engine/port.ts";
import type { StoredMessage } from "../../../storage/port.ts";
import type { Live } from "./live.ts";

/** What the proxy's account of a job contradicts; the answer and its receipt agree, and it is an answer. */
const ACCOUNT_ONLY: ReadonlySet<string> = new Set(["outer_missing", "charge_differs", "state_differs"]);

/** Whether the receipt inside the answer contradicts what arrived. */
const contradicted = ({ mismatches }: AnswerView): boolean =>
  mismatches.some((code) => !ACCOUNT_ONLY.has(code));

/** The problem of an answer whose receipt does not match it: what arrived is a part, and no answer. */
const badReceipt = ({ mismatches, text }: AnswerView): Problem => ({
  code: "receipt_forged",
  action: "stop",
  detail: mismatches.join(", "),
  partialText: text,
  refusals: [],
});

export interface Asked {
  readonly id: string;
  readonly model: string;
  readonly nowMs: number;
}

/** What is kept of an answer that ended. Only one whose final frame and receipt hold has an `answer`. */
export function outcome({ id, model, nowMs }: Asked, live: Live): StoredMessage | null {
  if (!live.end) return null;
  const base = { id, role: "assistant", sentMs: nowMs, model } as const;
  const { answer, problem } = live.end;
  if (answer && !contradicted(answer)) {
    const { text, ...proof } = answer;
    return { ...base, text, answer: proof, problem: null, machine: answer.machine };
  }
  const why = answer ? badReceipt(answer) : problem;
  const machine = answer?.machine ?? live.machine ?? live.refused[0] ?? null;
  return { ...base, text: why.partialText ?? live.text, answer: null, problem: why, machine };
}

/** What this device says when the person ends an answer. That a job was `cancelled` is the proxy's word, which could cut any short. */
const STOPPED_HERE = "aborted";

/** How a message is shown: only a whole answer as one; a part only where the person ended it. */
export type Shown = "question" | "answer" | "stopped" | "card";

export function shownAs({ role, answer, problem, text }: StoredMessage): Shown {
  if (role === "user") return "question";
  if (answer) return "answer";
  return problem?.code === STOPPED_HERE && text.trim() !== "" ? "stopped" : "card";
}
