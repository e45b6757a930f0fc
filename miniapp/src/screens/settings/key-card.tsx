import { useState } from "preact/hooks";
import { day, tonExact } from "../../app/format.ts";
import { confirm, openSheet } from "../../app/nav.ts";
import { problemOf, problemText } from "../../app/problem-text.ts";
import { useServices } from "../../app/services.ts";
import { Pill } from "../../design/buttons.tsx";
import { Meter } from "../../design/controls.tsx";
import { type DeveloperKey, revokeKey } from "./keys-api.ts";
import { inSentence, say } from "./keys-texts.ts";

export interface KeyCardProps {
  readonly developerKey: DeveloperKey;
  readonly changed: () => void;
}

/** A key that works: what it may spend, and what it has. */
export function KeyCard({ developerKey, changed }: KeyCardProps) {
  const { engine } = useServices();
  const [problem, setProblem] = useState<string | null>(null);
  const { id, label, createdMs, budgetNanoton, spentNanoton } = developerKey;
  const name = label || say().unnamed;
  const revoke = async (): Promise<void> => {
    const agreed = await confirm({
      title: say().revokeTitle(name),
      text: say().revokeText,
      action: say().revoke,
      danger: true,
    });
    if (!agreed) return;
    await revokeKey(engine, id).then(changed, (error: unknown) => setProblem(problemText(problemOf(error))));
  };
  return (
    <section class="card pad">
      <h2 class="key-name">{name}</h2>
      <p class="key-made ink-2">{say().made(inSentence(day(createdMs)))}</p>
      <Spending developerKey={developerKey} />
      {problem && (
        <p class="ink-refused" role="alert">
          {problem}
        </p>
      )}
      <div class="key-acts">
        {budgetNanoton !== null && (
          <Pill onPress={() => openSheet("keyBudget", { id, spentNanoton, done: changed })}>
            {say().change}
          </Pill>
        )}
        <Pill kind="danger" onPress={() => void revoke()}>
          {say().revoke}
        </Pill>
      </div>
    </section>
  );
}

function Spending({ developerKey: { budgetNanoton, spentNanoton } }: Pick<KeyCardProps, "developerKey">) {
  const spent = tonExact(spentNanoton);
  if (budgetNanoton === null)
    return (
      <p class="key-spent">
        <span class="num">{say().spent(spent)}</span>
        <span class="ink-2">{say().noBudget}</span>
      </p>
    );
  return (
    <>
      <Meter part={Number(spentNanoton) / Number(budgetNanoton)} />
      <p class="key-spent">
        <span class="num">{say().of(spent, tonExact(budgetNanoton))}</span>
        <span class="ink-2">{say().inAll}</span>
      </p>
    </>
  );
}
