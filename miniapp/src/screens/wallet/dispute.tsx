import type { DisputeVerdict } from "@cocoon/protocol/api";
import { useState } from "preact/hooks";
import { useServices } from "../../app/services.ts";
import { Pill } from "../../design/buttons.tsx";
import { Alert, Check } from "../../design/icons.tsx";
import { Notice } from "../../design/states.tsx";
import type { StoredAnswer } from "../../wallet/stored-answer.ts";
import { say } from "./receipt-texts.ts";
import { useAttempt } from "./use-attempt.tsx";

type Verdict = DisputeVerdict["verdict"];

/** Shows the proxy the answer's own receipt, where the person wants to know whether the charge was right. */
export function Dispute({ answer: { answer } }: { readonly answer: StoredAnswer }) {
  const { engine } = useServices();
  const words = say();
  const [verdict, setVerdict] = useState<Verdict | null>(null);
  const attempt = useAttempt(words.notCompared);
  const compare = () =>
    void attempt.run(async () => {
      setVerdict((await engine.money.dispute(answer.jobId, answer.receipt)).verdict);
    });
  if (verdict) return <Result verdict={verdict} />;
  return (
    <section>
      {attempt.notice && <Notice state="pending" icon={<Alert />} {...attempt.notice} />}
      <Pill disabled={attempt.isBusy} onPress={compare}>
        {words.compare}
      </Pill>
      <p class="group-f">{words.compareNote}</p>
    </section>
  );
}

function Result({ verdict }: { readonly verdict: Verdict }) {
  const [title, text] = resultOf(verdict);
  const isWrong = verdict === "overcharged";
  return (
    <Notice state={isWrong ? "refused" : "pending"} icon={isWrong ? <Alert /> : <Check />} title={title}>
      <p>{text}</p>
    </Notice>
  );
}

function resultOf(verdict: Verdict): readonly [title: string, text: string] {
  const words = say();
  switch (verdict) {
    case "receipts_agree":
      return [words.agree, words.agreeText];
    case "overcharged":
      return [words.over, words.overText];
    case "undercharged":
      return [words.under, words.underText];
  }
}
