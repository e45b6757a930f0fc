import type { DisputeVerdict } from "@cocoon/protocol/api";
import { useState } from "preact/hooks";
import { useServices } from "../../app/services.ts";
import { Alert, Check } from "../../design/icons.tsx";
import { Group, Row } from "../../design/rows.tsx";
import { Notice } from "../../design/states.tsx";
import type { StoredAnswer } from "../../wallet/stored-answer.ts";
import { say } from "./receipt-texts.ts";
import { useAttempt } from "./use-attempt.tsx";

type Verdict = DisputeVerdict["verdict"];

export interface ActionsProps {
  readonly answer: StoredAnswer;
  /** Whether the proxy has a receipt to compare with. */
  readonly isCharged: boolean;
}

/** The answer's own receipt as a file, and shown to the proxy where the person wants to know whether the charge was right. */
export function ReceiptActions({ answer: { answer }, isCharged }: ActionsProps) {
  const { engine, platform } = useServices();
  const words = say();
  const [verdict, setVerdict] = useState<Verdict | null>(null);
  const attempt = useAttempt(words.notCompared);
  const name = `cocoon-receipt-${answer.jobId.slice(0, 8)}.bin`;
  const save = () => void platform.saveFile(name, answer.receipt, "application/octet-stream");
  const compare = () =>
    void attempt.run(async () => {
      setVerdict((await engine.money.dispute(answer.jobId, answer.receipt)).verdict);
    });
  const canCompare = isCharged && verdict === null;
  return (
    <>
      {verdict && <Result verdict={verdict} />}
      {attempt.notice && <Notice state="pending" icon={<Alert />} {...attempt.notice} />}
      <Group footer={canCompare && words.compareNote}>
        <Row kind="link" title={words.save} onPress={save} />
        {canCompare && <Row kind="link" title={words.compare} disabled={attempt.isBusy} onPress={compare} />}
      </Group>
    </>
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
