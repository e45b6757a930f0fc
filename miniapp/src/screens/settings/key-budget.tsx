import { useState } from "preact/hooks";
import { tonExact } from "../../app/format.ts";
import { closeSheet, type Sheets } from "../../app/nav.ts";
import { problemOf, problemText } from "../../app/problem-text.ts";
import { useServices } from "../../app/services.ts";
import { Pill } from "../../design/buttons.tsx";
import { Sheet } from "../../design/sheet.tsx";
import { BudgetField } from "./budget-field.tsx";
import { budgetOf, changeBudget } from "./keys-api.ts";
import { say } from "./keys-texts.ts";

/** Another budget for a key that stands. */
export default function KeyBudget({ id, spentNanoton, done }: Sheets["keyBudget"]) {
  const { engine } = useServices();
  const [budget, setBudget] = useState("");
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const save = async (): Promise<void> => {
    const amount = budgetOf(budget);
    if (amount === null) return setProblem(say().budgetWrong);
    if (amount < spentNanoton) return setProblem(say().budgetLow(tonExact(spentNanoton)));
    setBusy(true);
    try {
      await changeBudget(engine, id, amount);
      closeSheet();
      done();
    } catch (error) {
      setProblem(problemText(problemOf(error)));
      setBusy(false);
    }
  };
  return (
    <Sheet title={say().change}>
      <BudgetField value={budget} onChange={setBudget} onEnter={() => void save()} problem={problem} />
      <Pill wide kind="solid" disabled={busy} onPress={() => void save()}>
        {say().save}
      </Pill>
    </Sheet>
  );
}
