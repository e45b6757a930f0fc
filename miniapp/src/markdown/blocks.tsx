import type { ComponentChildren } from "preact";
import type { Tokens } from "marked";
import { CodeBlock } from "./code/code-block.tsx";
import { Formula } from "./formula.tsx";
import { inline } from "./inline.tsx";
import { type Piece, piecesOf } from "./lexer.ts";
import { Table } from "./table.tsx";
import { say } from "./texts.ts";

const DEEPEST_BLOCK = 16;

/** What a list's first number may be: a reader's own counting, not a way to widen the page. */
const LARGEST_START = 99_999;

function Task({ done }: { readonly done: boolean }) {
  return (
    <>
      <span aria-hidden="true" class={done ? "task done" : "task"} />
      <span class="vh">{done ? say().done : say().open} </span>
    </>
  );
}

function item({ task, checked, tokens }: Tokens.ListItem, depth: number) {
  const own = piecesOf(tokens).filter(({ type }) => type !== "checkbox");
  return (
    <li class={task ? "todo" : undefined}>
      {task && <Task done={checked === true} />}
      {blocks(own, depth)}
    </li>
  );
}

function list({ ordered, start, items }: Tokens.List, depth: number) {
  const children = items.map((one) => item(one, depth));
  if (!ordered) return <ul>{children}</ul>;
  return <ol start={start === "" || start === 1 ? undefined : Math.min(start, LARGEST_START)}>{children}</ol>;
}

/** All headings of an answer are of one level below its own: a model's levels say how large, not where in the page. */
const heading = ({ depth, tokens }: Tokens.Heading) => (
  <h3 class={depth <= 2 ? "large" : undefined}>{inline(piecesOf(tokens))}</h3>
);

/** A block as nodes; `depth` is how many quotes and lists it is in. */
export function block(piece: Piece, depth = 0): ComponentChildren {
  if (depth > DEEPEST_BLOCK) return piece.raw;
  switch (piece.type) {
    case "space":
    case "def":
      return null;
    case "paragraph":
      return <p>{inline(piecesOf(piece.tokens))}</p>;
    case "heading":
      return heading(piece);
    case "code":
      return <CodeBlock code={piece.text} info={piece.lang} />;
    case "blockquote":
      return <blockquote>{blocks(piecesOf(piece.tokens), depth + 1)}</blockquote>;
    case "list":
      return list(piece, depth + 1);
    case "table":
      return <Table token={piece} />;
    case "hr":
      return <hr />;
    case "html":
      return <p>{piece.raw.trimEnd()}</p>;
    case "math":
      return <Formula tex={piece.tex} display={piece.display} />;
    default:
      return inline([piece]);
  }
}

export const blocks = (pieces: readonly Piece[], depth = 0): ComponentChildren =>
  pieces.map((piece) => block(piece, depth));
