import type { ComponentChildren } from "preact";
import { ChevronRight } from "./icons-lists.tsx";
import "./lists.css";

/** What stands left of the rows of a card, which decides where their lines begin. */
export type Inset = "tile" | "check" | "face";
export type TileColour = "blue" | "green" | "orange" | "purple" | "grey" | "red" | "teal";

export interface GroupProps {
  readonly title?: string;
  /** The caption under the card. */
  readonly footer?: ComponentChildren;
  readonly inset?: Inset;
  readonly children: ComponentChildren;
}

/** A card of rows, with a title over it and a caption under it. */
export function Group({ title, footer, inset, children }: GroupProps) {
  return (
    <section>
      {title && <h2 class="group-h">{title}</h2>}
      <div class={inset ? `card has-${inset}` : "card"}>{children}</div>
      {footer && <p class="group-f">{footer}</p>}
    </section>
  );
}

export interface RowProps {
  /** A {@link Tile}, a {@link Disc}, an icon. */
  readonly left?: ComponentChildren;
  readonly title: ComponentChildren;
  /** The second line. */
  readonly sub?: ComponentChildren;
  /** At the right, in second ink. */
  readonly value?: ComponentChildren;
  /** At the very right: a switch, a badge. */
  readonly right?: ComponentChildren;
  /** Makes it a button, with a chevron unless it is of a `kind`. */
  readonly onPress?: () => void;
  /** `link`: an action rather than a place; `danger`: one that can't be undone. */
  readonly kind?: "link" | "danger";
  readonly disabled?: boolean;
}

/** One line of a card: to read, or to press. */
export function Row(props: RowProps) {
  const { left, title, sub, value, right, onPress, kind, disabled } = props;
  const inner = (
    <>
      {left}
      <span class="grow">
        <span>{title}</span>
        {sub && <small>{sub}</small>}
      </span>
      {value !== undefined && <span class="val">{value}</span>}
      {right}
      {onPress && !kind && <ChevronRight size="s" class="chev" />}
    </>
  );
  const classes = kind ? `row ${kind}` : "row";
  if (!onPress) return <div class={classes}>{inner}</div>;
  return (
    <button type="button" class={classes} disabled={disabled} onClick={onPress}>
      {inner}
    </button>
  );
}

/** An icon on a coloured tile, for rows that lead to places. */
export function Tile({
  colour,
  children,
}: {
  readonly colour: TileColour;
  readonly children: ComponentChildren;
}) {
  return <span class={`tile t-${colour}`}>{children}</span>;
}

/** An icon on a round ground, for rows of things that happened. */
export function Disc({ state, children }: DiscProps) {
  return <span class={`disc ${state}`}>{children}</span>;
}
export interface DiscProps {
  readonly state: "verified" | "refused" | "pending" | "quiet";
  readonly children: ComponentChildren;
}

/** A screen's headline, and icon buttons at its right. */
export function TitleRow({
  title,
  children,
}: {
  readonly title: string;
  readonly children?: ComponentChildren;
}) {
  return (
    <div class="title-row">
      <h1>{title}</h1>
      {children}
    </div>
  );
}
