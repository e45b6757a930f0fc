import type { ComponentChildren } from "preact";
import type { Tokens } from "marked";
import { decodeEntities } from "./entities.ts";
import { Formula } from "./formula.tsx";
import { Link } from "./link.tsx";
import { type Piece, piecesOf } from "./lexer.ts";

/** Nested deeper than this, a run is shown as its source. */
const DEEPEST_RUN = 12;

/** HTML of an answer is never made into elements: it is shown as the text it is, but for the line break that tables use. */
const markup = (raw: string): ComponentChildren => (/^<br\s*\/?>$/i.test(raw.trim()) ? <br /> : raw);

/** A picture would be fetched from a stranger: its description stands for it, and leads to it when tapped. */
const picture = ({ href, text }: Tokens.Image) => <Link href={href}>{text || href}</Link>;

function run(piece: Piece, depth: number): ComponentChildren {
  switch (piece.type) {
    case "text":
      return piece.tokens ? inline(piece.tokens as Piece[], depth) : decodeEntities(piece.text);
    case "escape":
      return piece.text;
    case "strong":
      return <strong>{inline(piecesOf(piece.tokens), depth)}</strong>;
    case "em":
      return <em>{inline(piecesOf(piece.tokens), depth)}</em>;
    case "del":
      return <del>{inline(piecesOf(piece.tokens), depth)}</del>;
    case "codespan":
      return <code>{piece.text}</code>;
    case "br":
      return <br />;
    case "link":
      return <Link href={piece.href}>{inline(piecesOf(piece.tokens), depth)}</Link>;
    case "image":
      return picture(piece);
    case "math":
      return <Formula tex={piece.tex} display={piece.display} />;
    case "html":
      return markup(piece.raw);
    default:
      return piece.raw;
  }
}

/** The runs of a line as nodes. */
export function inline(pieces: readonly Piece[], depth = 0): ComponentChildren {
  if (depth > DEEPEST_RUN) return pieces.map(({ raw }) => raw).join("");
  return pieces.map((piece) => run(piece, depth + 1));
}
