import type { TokenizerExtension, Tokens } from "marked";

/** A formula as TeX; `display` stands on a line of its own. */
export interface MathToken extends Tokens.Generic {
  readonly type: "math";
  readonly tex: string;
  readonly display: boolean;
}

/** Longer ones are shown as their source: laying out is slower than linear, and nobody reads them. */
export const LONGEST_FORMULA_CHARS = 2000;

const math = (raw: string, tex: string, display: boolean): MathToken => ({
  type: "math",
  raw,
  tex: tex.trim(),
  display,
});

/**
 * In a line: `\(x\)`, `\[x\]`, `$$x$$` and `$x$`. A single dollar opens only before ink and closes only behind ink and before
 * no digit, so that prices stay prices.
 */
const INLINE: readonly (readonly [pattern: RegExp, display: boolean])[] = [
  [/^\\\(((?:[^\\]|\\(?!\)))+?)\\\)/, false],
  [/^\\\[((?:[^\\]|\\(?!\]))+?)\\\]/, true],
  [/^\$\$((?:[^$\\]|\\[^])+?)\$\$/, true],
  [/^\$(?![\s$])((?:[^$\\\n]|\\[^\n])*[^\s$\\]|[^\s$\\])\$(?!\d)/, false],
];

const BLOCK = /^ {0,3}(?:\$\$((?:[^$\\]|\\[^])+?)\$\$|\\\[((?:[^\\]|\\(?!\]))+?)\\\])[ \t]*(?:\n+|$)/;

const bounded = (source: string): string => source.slice(0, LONGEST_FORMULA_CHARS * 2);

export const inlineMath: TokenizerExtension = {
  name: "math",
  level: "inline",
  start: (source) => {
    const at = source.search(/\$|\\[([]/);
    return at === -1 ? undefined : at;
  },
  tokenizer(source) {
    if (source[0] !== "$" && source[0] !== "\\") return undefined;
    for (const [pattern, display] of INLINE) {
      const found = pattern.exec(bounded(source));
      if (found?.[1] !== undefined) return math(found[0], found[1], display);
    }
    return undefined;
  },
};

export const blockMath: TokenizerExtension = {
  name: "mathBlock",
  level: "block",
  start: (source) => {
    const at = source.search(/(?:^|\n) {0,3}(?:\$\$|\\\[)/);
    return at === -1 ? undefined : at;
  },
  tokenizer(source) {
    const found = BLOCK.exec(bounded(source));
    return found ? math(found[0], found[1] ?? found[2] ?? "", true) : undefined;
  },
};
