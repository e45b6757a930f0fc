import type { ComponentChildren } from "preact";

export interface IconButtonProps {
  /** What it does, for who can't see the icon. */
  readonly label: string;
  readonly onPress: () => void;
  /** In second ink: beside an answer, in a field. */
  readonly quiet?: boolean;
  readonly disabled?: boolean;
  /** The icon. */
  readonly children: ComponentChildren;
}

/** A target of 44 px with an icon alone in it. */
export function IconButton({ label, onPress, quiet, disabled, children }: IconButtonProps) {
  return (
    <button
      type="button"
      class={quiet ? "icon-btn quiet" : "icon-btn"}
      aria-label={label}
      disabled={disabled}
      onClick={onPress}
    >
      {children}
    </button>
  );
}

export interface PillProps {
  readonly onPress: () => void;
  /** `solid` is the one filled button of a screen; `plain` has no ground; without it: tinted. */
  readonly kind?: "solid" | "plain" | "danger";
  /** As wide as the column, as high as the main button. */
  readonly wide?: boolean;
  readonly disabled?: boolean;
  readonly children: ComponentChildren;
}

/** A button with a word, and an icon before it if wanted. */
export function Pill({ onPress, kind, wide, disabled, children }: PillProps) {
  const classes = ["pill", kind, wide && "wide"].filter(Boolean).join(" ");
  return (
    <button type="button" class={classes} disabled={disabled} onClick={onPress}>
      {children}
    </button>
  );
}
