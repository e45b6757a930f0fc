import type { FunctionComponent, SVGAttributes } from "preact";

export interface IconProps {
  /** 24 px without it, 18 px "s", 15 px "xs". */
  readonly size?: "s" | "xs";
  readonly class?: string;
}

type Drawing = Pick<SVGAttributes, "fill" | "stroke" | "transform">;

/** A drawing of one path on a 24×24 ground. It is hidden from screen readers: a word or a label beside it says what it is. */
export function icon(path: string, drawing: Drawing = {}): FunctionComponent<IconProps> {
  return function Icon({ size, class: more }) {
    return (
      <svg
        class={`i${size ? ` i-${size}` : ""}${more ? ` ${more}` : ""}`}
        viewBox="0 0 24 24"
        aria-hidden="true"
      >
        <path d={path} {...drawing} />
      </svg>
    );
  };
}
