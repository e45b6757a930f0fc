import { useState } from "preact/hooks";
import { problemOf, problemText } from "../../app/problem-text.ts";
import { useServices } from "../../app/services.ts";
import { Pill } from "../../design/buttons.tsx";
import type { Problem } from "../../engine/port.ts";
import { type Earnings, payNow } from "./api.ts";
import { tonShort } from "./figures.ts";
import { say } from "./texts.ts";

type Asked = "no" | "asking" | { readonly dueNanoton: bigint } | { readonly problem: Problem };

/** What is earned and not paid yet, and the wish to have it now. It is credited when the chain has paid it. */
export function Payout({ status }: Pick<Earnings, "status">) {
  const { engine, platform } = useServices();
  const [asked, setAsked] = useState<Asked>("no");
  const owed = BigInt(status.owedNanoton);
  const ask = async (): Promise<void> => {
    setAsked("asking");
    try {
      setAsked({ dueNanoton: await payNow(engine) });
      platform.haptic("success");
    } catch (error) {
      setAsked({ problem: problemOf(error) });
      platform.haptic("error");
    }
  };
  return (
    <section>
      <div class="card pad payout">
        <div>
          <p class="num payout-sum">{tonShort(owed)} TON</p>
          <p class="ink-2">
            {status.thresholdNanoton === null
              ? say().ready
              : say().readyAt(tonShort(BigInt(status.thresholdNanoton)))}
          </p>
        </div>
        {owed > 0n && (
          <Pill kind="solid" disabled={asked === "asking"} onPress={() => void ask()}>
            {asked === "asking" ? say().paying : say().payNow}
          </Pill>
        )}
      </div>
      <p class="group-f" role="status">
        {typeof asked === "object" && told(asked)}
      </p>
    </section>
  );
}

const told = (asked: Exclude<Asked, string>): string =>
  "problem" in asked ? whyNot(asked.problem) : say().paidSoon(tonShort(asked.dueNanoton));

const whyNot = (problem: Problem): string =>
  problem.code === "amount_too_small" ? say().tooLittle : problemText(problem);
