import { useEffect, useState } from "preact/hooks";
import { dayAndClock, tonExact } from "../../app/format.ts";
import type { Screens } from "../../app/nav.ts";
import { useServices } from "../../app/services.ts";
import { Row, TitleRow } from "../../design/rows.tsx";
import { ListSkeleton } from "../../design/skeleton.tsx";
import type { WalletDesk } from "../../wallet/desk.ts";
import type { Entry } from "../../wallet/statement.ts";
import { type StoredAnswer, storedAnswer } from "../../wallet/stored-answer.ts";
import { useDesk } from "../../wallet/use-desk.ts";
import { AnswerReceipt } from "./answer-receipt.tsx";
import { entryWords } from "./entry-words.ts";
import { walletAddress } from "./owner-wallet.ts";
import { say } from "./receipt-texts.ts";
import { namesOf } from "./names.ts";
import { useModels } from "./use-model-prices.ts";
import "../../design/money.css";
import "./wallet.css";

/** One line of the statement, with what stands behind it. */
export default function Receipt({ transferId }: Screens["receipt"]) {
  const desk = useDesk();
  const entries = desk?.statement.entries.value ?? null;
  useEffect(() => {
    if (desk && !desk.statement.entries.peek()) void desk.statement.refresh();
  }, [desk]);
  if (!desk || !entries) return <ListSkeleton />;
  const entry = entries.find(({ id }) => id === transferId);
  return entry ? <Open desk={desk} entry={entry} /> : <Gone />;
}

function Open({ desk, entry }: { readonly desk: WalletDesk; readonly entry: Entry }) {
  const models = useModels();
  const { title, sub } = entryWords(entry, namesOf(desk, models));
  const amount = BigInt(entry.amountNanoton);
  return (
    <main>
      <TitleRow title={say().title} />
      <div class="balance exact">
        <p class="lab">{title}</p>
        <p class={amount > 0n ? "amt num plus" : "amt num"}>
          {amount > 0n && "+"}
          {tonExact(amount)} <small>TON</small>
        </p>
        <p class="lab">{entry.job ? dayAndClock(entry.createdMs) : sub}</p>
      </div>
      {entry.job ? (
        <OfJob desk={desk} entry={entry} job={entry.job} />
      ) : (
        <Movement desk={desk} entry={entry} />
      )}
    </main>
  );
}

interface JobProps {
  readonly desk: WalletDesk;
  readonly entry: Entry;
  readonly job: NonNullable<Entry["job"]>;
}

function OfJob({ entry, job }: JobProps) {
  const answer = useStoredAnswer(job.jobId);
  if (answer === undefined) return <div class="card pad sk-receipt" aria-busy="true" />;
  return <AnswerReceipt entry={entry} job={job} answer={answer} />;
}

/** Undefined while it is looked for; null where this phone does not have it. */
function useStoredAnswer(jobId: string): StoredAnswer | null | undefined {
  const { vault } = useServices();
  const [answer, setAnswer] = useState<StoredAnswer | null | undefined>(undefined);
  useEffect(() => {
    void vault()
      .then((opened) => storedAnswer(opened, jobId))
      .then(setAnswer, () => setAnswer(null));
  }, [vault, jobId]);
  return answer;
}

function Movement({ desk, entry }: { readonly desk: WalletDesk; readonly entry: Entry }) {
  const words = say();
  const { account } = desk.account.seen.value ?? {};
  const isDeposit = entry.kind === "deposit";
  const to = isDeposit ? account?.escrow?.address : entry.kind === "withdrawal" ? account?.wallet : null;
  return (
    <section>
      <div class="card">
        <Row title={words.when} value={dayAndClock(entry.createdMs)} />
        {to && <Row title={words.to} value={walletAddress(to, null)} />}
      </div>
      {isDeposit && <p class="group-f">{words.deposited}</p>}
      {entry.kind === "withdrawal" && <p class="group-f">{words.withdrawn}</p>}
    </section>
  );
}

function Gone() {
  return (
    <main>
      <TitleRow title={say().title} />
      <div class="card">
        <Row title={say().gone} />
      </div>
    </main>
  );
}
