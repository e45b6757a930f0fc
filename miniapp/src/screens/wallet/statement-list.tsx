import { useState } from "preact/hooks";
import { clock, day, dayAndClock, tonSigned } from "../../app/format.ts";
import { push } from "../../app/nav.ts";
import { Pill } from "../../design/buttons.tsx";
import { Alert, Cocoon } from "../../design/icons.tsx";
import { ArrowIn, ArrowOut } from "../../design/icons-lists.tsx";
import { Disc, Row } from "../../design/rows.tsx";
import { Skeleton } from "../../design/skeleton.tsx";
import { Notice } from "../../design/states.tsx";
import type { ModelCard } from "../../engine/port.ts";
import type { WalletDesk } from "../../wallet/desk.ts";
import { daysOf, type Entry, type Line } from "../../wallet/statement.ts";
import { entryWords } from "./entry-words.ts";
import { say } from "./texts.ts";
import { nameOfModel } from "./use-model-prices.ts";

interface StatementProps {
  readonly desk: WalletDesk;
  readonly models: readonly ModelCard[];
}

/** The statement by days. */
export function StatementList({ desk, models }: StatementProps) {
  const words = say();
  const { entries, next, problem } = desk.statement;
  if (!entries.value) return problem.value ? <Unread desk={desk} /> : <Waiting />;
  const days = daysOf(entries.value);
  if (days.length === 0 && next.value === null) return <Empty />;
  return (
    <>
      {days.map(({ atMs, lines }) => (
        <section key={day(atMs)}>
          <h2 class="group-h">{day(atMs)}</h2>
          <div class="card has-face">
            {lines.map((line) => (
              <LineRow key={keyOf(line)} line={line} models={models} />
            ))}
          </div>
        </section>
      ))}
      {next.value === null ? (
        <p class="group-f lines-note">{words.lines}</p>
      ) : (
        <Pill onPress={() => void desk.statement.more()}>{words.more}</Pill>
      )}
    </>
  );
}

const keyOf = (line: Line): string =>
  line.kind === "entry" ? line.entry.id : `${line.source} ${line.model}`;

function LineRow({ line, models }: { readonly line: Line; readonly models: readonly ModelCard[] }) {
  if (line.kind === "entry") return <EntryRow entry={line.entry} models={models} />;
  const [single] = line.entries;
  return line.entries.length === 1 && single ? (
    <EntryRow entry={single} models={models} />
  ) : (
    <AnswersRow line={line} models={models} />
  );
}

type AnswersLine = Extract<Line, { kind: "answers" }>;

/** Opens into its answers, each of which opens its receipt. */
function AnswersRow({ line, models }: { readonly line: AnswersLine; readonly models: readonly ModelCard[] }) {
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
          <span>{nameOfModel(line.model, models)}</span>
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

function EntryRow({ entry, models }: { readonly entry: Entry; readonly models: readonly ModelCard[] }) {
  const { title, sub, icon } = entryWords(entry, (model) => nameOfModel(model, models));
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

function Empty() {
  const words = say();
  return (
    <section class="card">
      <Row title={words.emptyTitle} sub={words.empty} />
    </section>
  );
}

function Unread({ desk }: { readonly desk: WalletDesk }) {
  const words = say();
  const again = <Pill onPress={() => void desk.statement.refresh()}>{words.again}</Pill>;
  const at = desk.account.seen.value?.atMs;
  return (
    <Notice state="pending" title={words.unread} actions={again}>
      {at !== undefined && <p>{words.asOf(dayAndClock(at))}</p>}
    </Notice>
  );
}

/** Four rows of the size of those that come. */
function Waiting() {
  return (
    <div class="card has-face" aria-hidden="true">
      {[62, 44, 70, 52].map((width) => (
        <div key={width} class="row row-face">
          <span class="disc sk" />
          <span class="grow">
            <Skeleton width={width} />
            <Skeleton width={width - 18} height={10} />
          </span>
        </div>
      ))}
    </div>
  );
}
