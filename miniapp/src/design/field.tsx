import { useId } from "preact/hooks";
import "./field.css";

export interface FieldProps {
  /** Stands over it. */
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  /** A hint or a problem, under it. */
  readonly note?: string | null;
  /** Whether the note is a problem. */
  readonly wrong?: boolean;
  readonly onEnter?: () => void;
  readonly type?: "text" | "password";
  /** `decimal`: the keyboard of amounts. */
  readonly keyboard?: "decimal" | "text";
  /** What stands behind the value: TON. */
  readonly unit?: string;
  readonly placeholder?: string;
  readonly maxLength?: number;
}

const PASSWORD = { type: "password", autocomplete: "new-password" } as const;
const TEXT = { type: "text", autocomplete: "off" } as const;

/** One line of text from a person. */
export function Field(props: FieldProps) {
  const { label, value, onChange, note, wrong, onEnter, type = "text", keyboard, unit } = props;
  const id = useId();
  return (
    <div class="entry">
      <label for={id}>{label}</label>
      <div class={wrong ? "entry-box wrong" : "entry-box"}>
        <input
          id={id}
          {...(type === "password" ? PASSWORD : TEXT)}
          value={value}
          inputMode={keyboard ?? "text"}
          placeholder={props.placeholder}
          maxLength={props.maxLength}
          aria-invalid={wrong === true}
          aria-describedby={note ? `${id}-note` : undefined}
          onInput={(event) => onChange(event.currentTarget.value)}
          onKeyDown={(event) => event.key === "Enter" && onEnter?.()}
        />
        {unit && <span class="ink-2">{unit}</span>}
      </div>
      {note && (
        <p
          id={`${id}-note`}
          class={wrong ? "entry-note ink-refused" : "entry-note ink-2"}
          role={wrong ? "alert" : undefined}
        >
          {note}
        </p>
      )}
    </div>
  );
}
