import type { ComponentChildren } from "preact";
import { language } from "../../app/text.ts";
import { say } from "./topup-texts.ts";

export interface AmountFieldProps {
  readonly text: string;
  readonly onText: (text: string) => void;
  /** Under it: what the amount is good for. */
  readonly note: ComponentChildren;
}

const LONGEST = 12;

/** The amount, large, and typed where it is read. */
export function AmountField({ text, onText, note }: AmountFieldProps) {
  const shown = language.value === "ru" ? text.replace(".", ",") : text.replace(",", ".");
  return (
    <div class="amount-in">
      <label>
        <input
          class="num"
          inputMode="decimal"
          autoComplete="off"
          maxLength={LONGEST}
          aria-label={say().amount}
          value={shown}
          style={{ width: `${Math.max(1, shown.length)}ch` }}
          onInput={(event) => onText(event.currentTarget.value)}
        />
        <span class="unit" aria-hidden="true">
          TON
        </span>
      </label>
      <p class="num" role="status">
        {note}
      </p>
    </div>
  );
}
