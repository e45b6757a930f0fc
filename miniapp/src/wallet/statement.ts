import type { LedgerPage } from "@cocoon/protocol/api";

export type Entry = LedgerPage["entries"][number];

/** Whole answers of one model on one day, or one other movement of money. */
export type Line =
  | {
      readonly kind: "answers";
      readonly model: string;
      readonly source: "own" | "granted";
      readonly amountNanoton: bigint;
      /** Newest first. */
      readonly entries: readonly Entry[];
    }
  | { readonly kind: "entry"; readonly entry: Entry };

export interface Day {
  /** A moment of it, Unix milliseconds. */
  readonly atMs: number;
  readonly lines: readonly Line[];
}

type AnswersLine = Extract<Line, { kind: "answers" }>;

/** The statement as people read it: by days, whole answers of a model as one line. What cost nothing moved no money. */
export function daysOf(entries: readonly Entry[]): Day[] {
  const days = new Map<number, { atMs: number; entries: Entry[] }>();
  for (const entry of entries) {
    if (entry.amountNanoton === "0") continue;
    const midnight = new Date(entry.createdMs).setHours(0, 0, 0, 0);
    const day = days.get(midnight) ?? { atMs: entry.createdMs, entries: [] };
    day.entries.push(entry);
    days.set(midnight, day);
  }
  return [...days.values()].map(({ atMs, entries: list }) => ({ atMs, lines: linesOf(list) }));
}

function linesOf(entries: readonly Entry[]): Line[] {
  const lines: Line[] = [];
  const answers = new Map<string, number>();
  for (const entry of entries) {
    const whole = asAnswer(entry);
    if (!whole) {
      lines.push({ kind: "entry", entry });
      continue;
    }
    const name = `${whole.source} ${whole.model}`;
    const at = answers.get(name);
    if (at === undefined) answers.set(name, lines.push(whole) - 1);
    else lines[at] = joined(lines[at] as AnswersLine, whole);
  }
  return lines;
}

function asAnswer(entry: Entry): AnswersLine | null {
  const { job } = entry;
  if (job?.state !== "done" || job.model === null) return null;
  const { model, source } = job;
  return { kind: "answers", model, source, amountNanoton: BigInt(entry.amountNanoton), entries: [entry] };
}

const joined = (line: AnswersLine, more: AnswersLine): AnswersLine => ({
  ...line,
  amountNanoton: line.amountNanoton + more.amountNanoton,
  entries: [...line.entries, ...more.entries],
});
