import type { Grammar } from "./languages.ts";

/** A run of code: a word of the language, a string or number, a comment, or anything else. */
export interface Run {
  readonly kind: "k" | "s" | "c" | null;
  readonly text: string;
}

/** Longer code is shown in one colour: it is drawn at each step of an answer. */
export const LONGEST_LIT_CHARS = 20_000;

const NUMBER = /(?:0[xob][\da-f_]+|\d[\d_]*(?:\.\d+)?(?:e[+-]?\d+)?)/iy;
const WORD = /[\p{L}_$][\p{L}\p{N}_$]*/uy;
const REST = /[^]/uy;

const at = (pattern: RegExp, code: string, index: number): string | null => {
  pattern.lastIndex = index;
  const text = pattern.exec(code)?.[0];
  return text ? text : null;
};

function next(code: string, index: number, grammar: Grammar): Run {
  const comment = at(grammar.comment, code, index);
  if (comment) return { kind: "c", text: comment };
  const literal = at(grammar.string, code, index) ?? at(NUMBER, code, index);
  if (literal) return { kind: "s", text: literal };
  const word = at(WORD, code, index);
  if (word)
    return { kind: grammar.words.has(grammar.anyCase ? word.toLowerCase() : word) ? "k" : null, text: word };
  return { kind: null, text: at(REST, code, index) ?? "" };
}

/** The runs of `code`, which joined are `code` again. Neighbours of one kind are one run. */
export function highlight(code: string, grammar: Grammar | null): readonly Run[] {
  if (!grammar || code.length > LONGEST_LIT_CHARS) return [{ kind: null, text: code }];
  const runs: Run[] = [];
  for (let index = 0; index < code.length; ) {
    const run = next(code, index, grammar);
    index += run.text.length;
    const last = runs.at(-1);
    if (last && last.kind === run.kind)
      runs[runs.length - 1] = { kind: run.kind, text: last.text + run.text };
    else runs.push(run);
  }
  return runs;
}
