import { day, dayAndClock } from "../../app/format.ts";
import { useServices } from "../../app/services.ts";
import { Pill } from "../../design/buttons.tsx";
import { Alert } from "../../design/icons.tsx";
import { Row } from "../../design/rows.tsx";
import { Skeleton } from "../../design/skeleton.tsx";
import { Notice } from "../../design/states.tsx";
import type { ModelCard } from "../../engine/port.ts";
import type { WalletDesk } from "../../wallet/desk.ts";
import { daysOf } from "../../wallet/statement.ts";
import { namesOf } from "./names.ts";
import { keyOf, LineRow } from "./statement-rows.tsx";
import { say } from "./texts.ts";
import { useAttempt } from "./use-attempt.tsx";

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
  const names = namesOf(desk, models);
  if (days.length === 0 && next.value === null) return <Empty />;
  return (
    <>
      {days.map(({ atMs, lines }) => (
        <section key={day(atMs)}>
          <h2 class="group-h">{day(atMs)}</h2>
          <div class="card has-face">
            {lines.map((line) => (
              <LineRow key={keyOf(line)} line={line} names={names} />
            ))}
          </div>
        </section>
      ))}
      {next.value === null ? (
        <p class="group-f lines-note">{words.lines}</p>
      ) : (
        <Pill onPress={() => void desk.statement.more()}>{words.more}</Pill>
      )}
      <SaveStatement />
    </>
  );
}

/** All of it as a table, for a person's own books. */
function SaveStatement() {
  const { engine, platform } = useServices();
  const words = say();
  const attempt = useAttempt(words.unread);
  const save = () =>
    void attempt.run(async () =>
      platform.saveFile("cocoon-statement.csv", await engine.money.statementCsv(), "text/csv"),
    );
  return (
    <>
      {attempt.notice && <Notice state="pending" icon={<Alert />} {...attempt.notice} />}
      <div class="card">
        <Row kind="link" title={words.csv} disabled={attempt.isBusy} onPress={save} />
      </div>
    </>
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
