import { useState } from "preact/hooks";
import { clock, tonSigned } from "../../app/format.ts";
import { push } from "../../app/nav.ts";
import { Alert, Cocoon } from "../../design/icons.tsx";
import { ArrowIn, ArrowOut } from "../../design/icons-lists.tsx";
import { Disc } from "../../design/rows.tsx";
import type { Entry, Line } from "../../wallet/statement.ts";
import { entryWords, type Names } from "./entry-words.ts";
import { say } from "./texts.ts";

export const keyOf = (line: Line): string =>
  line.kind === "entry" ? line.entry.id : `${line.source} ${line.model}`;

/** One line of the statement. */
export function LineRow({ line, names }: { readonly line: Line; readonly names: Names }) {
  if (line.kind === "entry") return <EntryRow entry={line.entry} names={names} />;
  const [single] = line.entries;
  return line.entries.length === 1 && single ? (
    <EntryRow entry={single} names={names} />
  ) : (
    <AnswersRow line={line} names={names} />
  );
}

type AnswersLine = Extract<Line, { kind: "answers" }>;

/** Opens into its answers, each of which opens its receipt. */
function AnswersRow({ line, names }: { readonly line: AnswersLine; readonly names: Names }) {
  const [isOpen, setOpen] = useState(false);
  const words = say();
  const many = words.answers(line.entries.length);
  return (
    <>
      <button type="button" class="row row-face" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
        <Disc state="pending">
          <Cocoon size="s" />
        </Disc>
        <span class="grow">
          <span>{names.model(line.model)}</span>
          <small>{line.source === "granted" ? words.fromTrial(many) : many}</small>
        </span>
        <Amount nanoton={line.amountNanoton} />
      </button>
      {isOpen && line.entries.map((entry) => <SingleRow key={entry.id} entry={entry} />)}
    </>
  );
}

const openReceipt = (entry: Entry) => push("receipt", { transferId: entry.id });

function SingleRow({ entry }: { readonly entry: Entry }) {
  return (
    <button type="button" class="row single" onClick={() => openReceipt(entry)}>
      <span class="grow">
        {say().answer}, {clock(entry.createdMs)}
      </span>
      <Amount nanoton={BigInt(entry.amountNanoton)} />
    </button>
  );
}

function EntryRow({ entry, names }: { readonly entry: Entry; readonly names: Names }) {
  const { title, sub, icon } = entryWords(entry, names);
  return (
    <button type="button" class="row row-face" onClick={() => openReceipt(entry)}>
      <EntryDisc icon={icon} />
      <span class="grow">
        <span>{title}</span>
        <small>{sub}</small>
      </span>
      <Amount nanoton={BigInt(entry.amountNanoton)} />
    </button>
  );
}

function EntryDisc({ icon }: Pick<ReturnType<typeof entryWords>, "icon">) {
  switch (icon) {
    case "in":
      return (
        <Disc state="verified">
          <ArrowIn size="s" />
        </Disc>
      );
    case "out":
      return (
        <Disc state="pending">
          <ArrowOut size="s" />
        </Disc>
      );
    case "broken":
      return (
        <Disc state="refused">
          <Alert size="s" />
        </Disc>
      );
    case "answer":
      return (
        <Disc state="pending">
          <Cocoon size="s" />
        </Disc>
      );
  }
}

function Amount({ nanoton }: { readonly nanoton: bigint }) {
  return (
    <span class="val">
      <span class={nanoton > 0n ? "num nowrap amount plus" : "num nowrap amount"}>{tonSigned(nanoton)}</span>
    </span>
  );
}
