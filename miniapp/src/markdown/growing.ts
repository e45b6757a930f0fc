import { lex, type Piece } from "./lexer.ts";
import { mend } from "./mend.ts";

/** What was read of a text so far; hand it back with the longer text. */
export interface Grown {
  /** Blocks that nothing behind them can change any more: the same objects each time, so that they are drawn once. */
  readonly settled: readonly Piece[];
  readonly settledChars: number;
  readonly blocks: readonly Piece[];
}

export const NOTHING: Grown = { settled: [], settledChars: 0, blocks: [] };

/** Behind how many blocks from the end one counts as settled: a list may go on behind a blank line, a table behind its head. */
const UNSETTLED_BLOCKS = 2;

const rawChars = (pieces: readonly Piece[]): number => pieces.reduce((sum, { raw }) => sum + raw.length, 0);

/**
 * Reads a text that only grows: of each call's work only the last blocks are new, so a long answer costs no more a word than a
 * short one. `open` says that more will come.
 */
export function grow(before: Grown, text: string, open: boolean): Grown {
  const rest = text.slice(before.settledChars);
  if (!open) return { ...before, blocks: [...before.settled, ...lex(rest)] };
  const found = lex(rest);
  const sure = found.slice(0, Math.max(0, lastInk(found) - UNSETTLED_BLOCKS + 1));
  // Where the lexer rewrote what it read (tabs, line ends), lengths don't tell where a block ends: nothing is settled then.
  const exact = rest.startsWith(sure.map(({ raw }) => raw).join(""));
  const settled = exact ? [...before.settled, ...sure] : before.settled;
  const settledChars = exact ? before.settledChars + rawChars(sure) : before.settledChars;
  return { settled, settledChars, blocks: [...settled, ...lex(mend(text.slice(settledChars)))] };
}

/** Index of the last block that is no blank line. */
const lastInk = (pieces: readonly Piece[]): number => {
  let at = pieces.length - 1;
  while (at >= 0 && pieces[at]?.type === "space") at -= 1;
  return at;
};
