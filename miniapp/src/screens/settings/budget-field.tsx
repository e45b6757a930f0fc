import { Field } from "../../design/field.tsx";
import { say } from "./keys-texts.ts";

export interface BudgetFieldProps {
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly onEnter: () => void;
  readonly problem: string | null;
}

/** An amount of TON that a key may spend in all. */
export function BudgetField({ value, onChange, onEnter, problem }: BudgetFieldProps) {
  return (
    <Field
      label={say().budget}
      value={value}
      onChange={onChange}
      onEnter={onEnter}
      keyboard="decimal"
      unit="TON"
      placeholder="1"
      maxLength={20}
      note={problem ?? say().budgetNote}
      wrong={problem !== null}
    />
  );
}
