import { ton } from "../../app/format.ts";
import { Group, Row } from "../../design/rows.tsx";
import type { AnswerView } from "../../engine/port.ts";
import { say } from "./texts.ts";

/** Of the proxy's account of a job: the answer and its receipt agree all the same. */
const ACCOUNT_ONLY: ReadonlySet<string> = new Set(["outer_missing", "charge_differs", "state_differs"]);

/** What the machine signed about the answer, against what arrived. */
export function ReceiptGroup({ answer }: { readonly answer: Omit<AnswerView, "text"> }) {
  const { mismatches, tokens, costNanoton, chargedNanoton } = answer;
  const differs = mismatches.some((code) => !ACCOUNT_ONLY.has(code));
  const accountDiffers = mismatches.some((code) => ACCOUNT_ONLY.has(code));
  return (
    <Group title={say().receipt} footer={accountDiffers ? say().chargeDiffers : undefined}>
      <Row
        title={say().answer}
        value={
          <span class={differs ? "ink-refused" : undefined}>{differs ? say().differs : say().matches}</span>
        }
      />
      <Row
        title={say().length}
        value={<span class="num">{say().lengths(tokens.prompt, tokens.output)}</span>}
      />
      <Row title={say().cost} value={<span class="num">{ton(costNanoton)} TON</span>} />
      {chargedNanoton !== null && ton(chargedNanoton) !== ton(costNanoton) && (
        <Row title={say().charged} value={<span class="num">{ton(chargedNanoton)} TON</span>} />
      )}
      <Row title={say().signedBy} value={say().sameMachine} />
    </Group>
  );
}
