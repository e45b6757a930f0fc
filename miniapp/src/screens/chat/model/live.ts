import type { AnswerView, AskView, MachineView, Problem } from "../../../engine/port.ts";

/** How an answer on its way ended. */
export type End =
  | { readonly answer: AnswerView; readonly problem: null }
  | { readonly answer: null; readonly problem: Problem };

export interface Sealed {
  readonly jobId: string;
  readonly machines: number;
  readonly ceilingNanoton: bigint;
}

/** An answer on its way, as far as it has come. */
export interface Live {
  readonly stage: "checking" | "waiting" | "answering" | "ended";
  readonly accepted: readonly MachineView[];
  readonly refused: readonly MachineView[];
  /** Null until the question has left the phone. */
  readonly sealed: Sealed | null;
  /** Null until the queue has said something. */
  readonly queue: { readonly position: number | null } | null;
  /** The machine that answers; null before it begins. */
  readonly machine: MachineView | null;
  readonly text: string;
  /** How long what was sent is. */
  readonly sentChars: number;
  /** What holds it up for now. */
  readonly held: "reconnecting" | "resealing" | null;
  readonly end: End | null;
}

export const BEGUN: Live = {
  stage: "checking",
  accepted: [],
  refused: [],
  sealed: null,
  queue: null,
  machine: null,
  text: "",
  sentChars: 0,
  held: null,
  end: null,
};

/** What is known after `event`. Events behind the end change nothing: an answer ends once. */
export function follow(live: Live, event: AskView): Live {
  if (live.end) return live;
  switch (event.type) {
    case "checking":
      return live;
    case "checked":
      return { ...live, accepted: [...live.accepted, event.machine] };
    case "refused":
      return { ...live, refused: [...live.refused, event.machine] };
    case "sealed":
      return { ...live, stage: "waiting", held: null, sealed: sealing(event) };
    case "queued":
      return { ...live, stage: "waiting", held: null, queue: waiting(event) };
    case "started":
      return { ...live, stage: "answering", held: null, machine: event.machine };
    case "delta":
      return { ...live, stage: "answering", held: null, text: live.text + event.text };
    case "reconnecting":
      return { ...live, held: "reconnecting" };
    case "resealing":
      return { ...live, stage: "waiting", held: "resealing", queue: null };
    case "done":
      return { ...live, stage: "ended", held: null, end: { answer: event.answer, problem: null } };
    case "failed":
      return { ...live, stage: "ended", held: null, end: { answer: null, problem: event.problem } };
  }
}

const sealing = ({ jobId, machines, ceilingNanoton }: AskView & { type: "sealed" }): Sealed => ({
  jobId,
  machines,
  ceilingNanoton,
});
const waiting = ({ position }: AskView & { type: "queued" }) => ({ position });
