import { Exclamation, ChevronRight, Minus } from "../../design/icons-lists.tsx";
import { Check, Clock, Close } from "../../design/icons.tsx";
import type { CheckLine } from "../../engine/port.ts";
import { type Known, lineText } from "./line-texts.ts";
import { say } from "./texts.ts";

const MARKS = {
  passed: { look: "verified", Icon: Check, word: "resultPassed" },
  failed: { look: "refused", Icon: Close, word: "resultFailed" },
  simulated: { look: "simulated", Icon: Exclamation, word: "resultSimulated" },
  absent: { look: "quiet", Icon: Minus, word: "resultAbsent" },
  waiting: { look: "pending", Icon: Clock, word: "resultWaiting" },
} as const;

export interface CheckRowProps {
  readonly line: CheckLine;
  readonly known: Known;
  /** Its place among the rows, by which results appear one after the other. */
  readonly at: number;
  readonly open?: boolean;
}

/** One check: its result and a sentence; behind a tap what an expert would compare. */
export function CheckRow({ line, known, at, open = false }: CheckRowProps) {
  const { title, text } = lineText(line, known);
  const { look, Icon, word } = MARKS[line.state];
  const inner = (
    <>
      <span class={`state ${look} fills`} style={{ "--at": at }}>
        <Icon size="xs" />
      </span>
      <span class="grow">
        <b>
          {title}
          <span class="vh"> · {say()[word]}</span>
        </b>
        {line.state === "waiting" ? <span class="sk check-sk" /> : <small>{text}</small>}
      </span>
    </>
  );
  if (line.facts.length === 0) return <div class="row top">{inner}</div>;
  return (
    <details class="check" open={open}>
      <summary class="row">
        {inner}
        <ChevronRight size="s" class="chev" />
      </summary>
      <dl class="facts" lang="en">
        {line.facts.map(([name, value], index) => (
          <div key={index}>
            <dt>{name}</dt>
            <dd>{spaced(value)}</dd>
          </div>
        ))}
      </dl>
    </details>
  );
}

/** A long number in hex in groups, so that two can be compared by eye. */
const spaced = (value: string): string =>
  /^[0-9a-f]{32,}$/.test(value) ? (value.match(/.{1,8}/g) ?? []).join(" ") : value;
