import { useEffect, useRef, useState } from "preact/hooks";
import { closeSheet, type Sheets } from "../../app/nav.ts";
import { problemOf, problemText } from "../../app/problem-text.ts";
import { useServices } from "../../app/services.ts";
import { useCopy } from "../../app/use-copy.ts";
import { Pill } from "../../design/buttons.tsx";
import { Field } from "../../design/field.tsx";
import { Sheet } from "../../design/sheet.tsx";
import { BudgetField } from "./budget-field.tsx";
import { budgetOf, createKey } from "./keys-api.ts";
import { say } from "./keys-texts.ts";
import "./settings.css";

/** Makes a key, then shows it once. */
export default function NewKey({ done }: Sheets["newKey"]) {
  const [made, setMade] = useState<string | null>(null);
  const take = (text: string): void => {
    setMade(text);
    done();
  };
  return (
    <Sheet title={made === null ? say().create : say().madeTitle}>
      {made === null ? <Wish onMade={take} /> : <Shown text={made} />}
    </Sheet>
  );
}

function Wish({ onMade }: { readonly onMade: (text: string) => void }) {
  const { engine } = useServices();
  const [label, setLabel] = useState("");
  const [budget, setBudget] = useState("");
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const create = async (): Promise<void> => {
    const amount = budgetOf(budget);
    if (amount === null) return setProblem(say().budgetWrong);
    setBusy(true);
    try {
      onMade(await createKey(engine, label.trim(), amount));
    } catch (error) {
      setProblem(problemText(problemOf(error)));
      setBusy(false);
    }
  };
  return (
    <>
      <Field
        label={say().name}
        value={label}
        onChange={setLabel}
        placeholder={say().nameHint}
        maxLength={64}
      />
      <BudgetField value={budget} onChange={setBudget} onEnter={() => void create()} problem={problem} />
      <Pill wide kind="solid" disabled={busy} onPress={() => void create()}>
        {say().create}
      </Pill>
    </>
  );
}

function Shown({ text }: { readonly text: string }) {
  const [copied, copy] = useCopy();
  const told = useRef<HTMLParagraphElement>(null);
  useEffect(() => told.current?.focus(), []);
  return (
    <>
      <p ref={told} class="sheet-text" tabIndex={-1}>
        {say().once}
      </p>
      <p class="key-text">
        <code>{text}</code>
      </p>
      <Pill wide kind="solid" onPress={() => copy(text)}>
        {copied ? say().copied : say().copy}
      </Pill>
      <Pill wide kind="plain" onPress={closeSheet}>
        {say().done}
      </Pill>
    </>
  );
}
