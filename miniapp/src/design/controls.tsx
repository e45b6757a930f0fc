import type { ComponentChildren } from "preact";
import { Check, Clock } from "./icons.tsx";
import { moveChoice } from "./moving.ts";
import "./lists.css";

export interface SwitchProps {
  readonly label: string;
  readonly on: boolean;
  readonly onChange: (on: boolean) => void;
  readonly disabled?: boolean;
}

/** On or off. Stands at the right of a row that says the same as its label. */
export function Switch({ label, on, onChange, disabled }: SwitchProps) {
  return (
    <button
      type="button"
      class="switch-btn"
      role="switch"
      aria-checked={on}
      aria-label={label}
      disabled={disabled}
      onClick={() => onChange(!on)}
    >
      <span class="switch" />
    </button>
  );
}

export interface ChoiceProps<T extends string> {
  /** What is chosen. */
  readonly label: string;
  readonly options: readonly {
    readonly value: T;
    readonly text: ComponentChildren;
    readonly disabled?: boolean;
  }[];
  /** Null: none yet. */
  readonly value: T | null;
  readonly onChange: (value: T) => void;
}

/** One of a few, all in sight: periods. Arrow keys move between them. */
export function Segmented<T extends string>(props: ChoiceProps<T>) {
  return <Choice {...props} group="seg" />;
}

/** One of a few amounts. Arrow keys move between them. */
export function Chips<T extends string>(props: ChoiceProps<T>) {
  return <Choice {...props} group="chips" option="chip num" />;
}

type Look = { readonly group: string; readonly option?: string };

function Choice<T extends string>({ label, options, value, onChange, group, option }: ChoiceProps<T> & Look) {
  const stop = value ?? options[0]?.value;
  return (
    <div class={group} role="radiogroup" aria-label={label} onKeyDown={moveChoice}>
      {options.map((each) => (
        <button
          type="button"
          key={each.value}
          class={option}
          role="radio"
          aria-checked={each.value === value}
          tabIndex={each.value === stop ? 0 : -1}
          disabled={each.disabled}
          onClick={() => onChange(each.value)}
        >
          {each.text}
        </button>
      ))}
    </div>
  );
}

/** The ring at the left of a row that is one of several to choose. */
export function Radio({ on }: { readonly on: boolean }) {
  return <span class={on ? "radio on" : "radio"} />;
}

/** How far a thing has come, from 0 to 1. A text beside it says the same. */
export function Meter({ part }: { readonly part: number }) {
  const percent = Math.round(Math.min(1, Math.max(0, part)) * 100);
  return (
    <div class="meter" aria-hidden="true">
      <i style={{ width: `${percent}%` }} />
    </div>
  );
}

export interface TrackStep {
  readonly state: "done" | "now" | "later";
  readonly title: string;
  readonly sub?: ComponentChildren;
}

/** The steps of a payment, one under the other. */
export function Track({ steps }: { readonly steps: readonly TrackStep[] }) {
  return (
    <ol class="track">
      {steps.map((step, index) => (
        <li key={step.title} aria-current={step.state === "now" ? "step" : undefined}>
          <span>
            <Dot state={step.state} />
            {index < steps.length - 1 && <span class={step.state === "done" ? "line on" : "line"} />}
          </span>
          <span class="txt">
            <b class={step.state === "later" ? "ink-2" : undefined}>{step.title}</b>
            {step.sub && <small class="num">{step.sub}</small>}
          </span>
        </li>
      ))}
    </ol>
  );
}

function Dot({ state }: Pick<TrackStep, "state">) {
  if (state === "later") return <span class="dot idle" />;
  const done = state === "done";
  return (
    <span class={done ? "dot verified" : "dot pending"}>
      {done ? <Check size="xs" /> : <Clock size="xs" />}
    </span>
  );
}
