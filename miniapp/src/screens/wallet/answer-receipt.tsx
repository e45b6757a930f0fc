import { tonExact } from "../../app/format.ts";
import { push } from "../../app/nav.ts";
import { ChevronRight } from "../../design/icons-lists.tsx";
import { Row } from "../../design/rows.tsx";
import type { Entry } from "../../wallet/statement.ts";
import { type Fact, receiptFields } from "../../wallet/outer-receipt.ts";
import type { StoredAnswer } from "../../wallet/stored-answer.ts";
import { ReceiptActions } from "./receipt-actions.tsx";
import { say } from "./receipt-texts.ts";
import "../../design/checks.css";

export interface AnswerReceiptProps {
  readonly entry: Entry;
  readonly job: NonNullable<Entry["job"]>;
  /** Null where this phone does not have it. */
  readonly answer: StoredAnswer | null;
}

/** What was charged for an answer, what its machine signed for, and the facts of both. */
export function AnswerReceipt({ entry, job, answer }: AnswerReceiptProps) {
  const words = say();
  return (
    <>
      <section>
        <div class="card">
          <Row title={words.paid} value={<Ton nanoton={-BigInt(entry.amountNanoton)} />} />
          <Row title={words.from} value={job.source === "own" ? words.ownMoney : words.trial} />
          {answer && <Counts answer={answer} />}
        </div>
        <p class="group-f">{noteOf(job, answer)}</p>
      </section>
      {answer && (
        <div class="card">
          <Row title={words.checks} onPress={() => push("checks", { answerId: answer.id })} />
        </div>
      )}
      {job.outerReceipt !== null && <Signed jobId={job.jobId} encoded={job.outerReceipt} />}
      {answer && <ReceiptActions answer={answer} isCharged={job.outerReceipt !== null} />}
    </>
  );
}

const Ton = ({ nanoton }: { readonly nanoton: bigint }) => (
  <span class="num nowrap">{tonExact(nanoton)} TON</span>
);

function noteOf(job: AnswerReceiptProps["job"], answer: StoredAnswer | null): string {
  const words = say();
  if (job.state === "cancelled") return words.stopped;
  if (job.state !== "done") return words.broke;
  return answer ? words.rounded : words.elsewhere;
}

/** In tokens, which are what is priced. */
function Counts({ answer: { answer } }: { readonly answer: StoredAnswer }) {
  const words = say();
  const { prompt, cached, output } = answer.tokens;
  const tokens = (many: number) => <span class="num">{words.tokens(many)}</span>;
  return (
    <>
      <Row title={words.exact} value={<Ton nanoton={answer.costNanoton} />} />
      <Row title={words.question} value={tokens(prompt)} />
      {cached > 0 && <Row title={words.ofThat} value={tokens(cached)} />}
      <Row title={words.answer} value={tokens(output)} />
    </>
  );
}

/** The outer receipt, field by field, one tap below. */
function Signed({ jobId, encoded }: { readonly jobId: string; readonly encoded: string }) {
  const facts: readonly Fact[] = [["jobId", jobId], ...(receiptFields(encoded) ?? [])];
  return (
    <details class="card check">
      <summary class="row">
        <span class="grow">{say().details}</span>
        <ChevronRight size="s" class="chev" />
      </summary>
      <dl class="facts facts-plain">
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </details>
  );
}
