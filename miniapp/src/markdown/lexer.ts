import { Lexer, Marked, type MarkedToken, type Token, Tokenizer, type Tokens } from "marked";
import { blockMath, inlineMath, type MathToken } from "./math.ts";

/** What the renderer knows; a token of any other kind is shown as its source. */
export type Piece = MarkedToken | MathToken;

/** A longer text is shown as it came: no model writes one, and lexing it would hold up the screen. */
export const LONGEST_TEXT_CHARS = 100_000;

/** Deeper nesting than any reader follows; each level of quotes and lists costs the lexer a call within a call. */
const DEEPEST_NESTING = 24;
const TOO_DEEP = new RegExp(
  `^(?:[ \\t]*(?:>|[-*+](?=[ \\t])|\\d{1,9}[.)](?=[ \\t]))){${DEEPEST_NESTING}}`,
  "m",
);
const TOO_INDENTED = new RegExp(`^[ \\t]{${DEEPEST_NESTING * 4}}[ \\t]*(?:[-*+>]|\\d{1,9}[.)])`, "m");

/** Marks that wait for their end, and line ends, cost the lexer the square of their number in one paragraph, item or cell. */
const MOST_MARKS = 500;
const MARK = /[*_~[\]`$<&!\\@\n]/g;

/** The lexer of marked, whose time a paragraph made to be slow can't take: such a one is text. */
class BoundedLexer extends Lexer {
  override inlineTokens(source: string, tokens: Token[] = []): Token[] {
    if ((source.match(MARK)?.length ?? 0) <= MOST_MARKS) return super.inlineTokens(source, tokens);
    tokens.push({ type: "text", raw: source, text: source });
    return tokens;
  }
}

/** Short rows are filled up to the head's width: a few KiB of bars would come to millions of cells. */
const MOST_CELLS = 10_000;

/** The tokenizer of marked; a table that nobody could read is text. */
class BoundedTokenizer extends Tokenizer {
  override table(source: string): Tokens.Table | undefined {
    const [head = ""] = source.split("\n", 1);
    const columns = head.split("|").length;
    const rows = source.slice(0, endOfBlock(source)).split("\n", MOST_CELLS).length;
    return columns > 1 && columns * rows > MOST_CELLS ? undefined : super.table(source);
  }
}

function endOfBlock(source: string): number {
  const at = source.search(/\n[ \t]*\n/);
  return at === -1 ? source.length : at;
}

const options = new Marked({ gfm: true, breaks: true, extensions: [inlineMath, blockMath] }).defaults;
const bounded = { ...options, tokenizer: new BoundedTokenizer(options) };

const plain = (text: string): Piece[] => [
  { type: "paragraph", raw: text, text, tokens: [{ type: "text", raw: text, text }] },
];

const reasonable = (text: string): boolean =>
  text.length <= LONGEST_TEXT_CHARS && !TOO_DEEP.test(text) && !TOO_INDENTED.test(text);

/** The blocks of `text`, never a throw: what can't be read as Markdown is one paragraph. */
export function lex(text: string): Piece[] {
  if (!reasonable(text)) return plain(text);
  try {
    return new BoundedLexer(bounded).lex(text) as Piece[];
  } catch {
    return plain(text);
  }
}

/** Children of a token as pieces. */
export const piecesOf = (tokens: readonly Token[] | undefined): readonly Piece[] => (tokens ?? []) as Piece[];
