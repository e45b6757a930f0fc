import { Component } from "preact";
import { useRef } from "preact/hooks";
import { block } from "./blocks.tsx";
import { grow, type Grown, NOTHING } from "./growing.ts";
import type { Piece } from "./lexer.ts";
import { language } from "../app/text.ts";
import "./markdown.css";

interface BlockProps {
  readonly piece: Piece;
  readonly spoken: string;
}

/** A block is drawn again only when it changed: while an answer arrives, that is its last one or two. */
class Block extends Component<BlockProps> {
  override shouldComponentUpdate(next: BlockProps): boolean {
    const { piece, spoken } = this.props;
    return next.spoken !== spoken || next.piece.raw !== piece.raw || next.piece.type !== piece.type;
  }

  override render() {
    return block(this.props.piece);
  }
}

interface Read {
  readonly text: string;
  readonly open: boolean;
  readonly state: Grown;
}

/** An answer's text as nodes, no HTML between. `open` says that more of it will come. */
export default function Markdown({ text, open }: { readonly text: string; readonly open: boolean }) {
  const last = useRef<Read>({ text: "", open: true, state: NOTHING });
  const { current } = last;
  if (current.text !== text || current.open !== open) {
    const before = current.open && text.startsWith(current.text) ? current.state : NOTHING;
    last.current = { text, open, state: grow(before, text, open) };
  }
  const { state } = last.current;
  return (
    <>
      {state.blocks
        .filter(({ type }) => type !== "space" && type !== "def")
        .map((piece, index) => (
          <Block key={index} piece={piece} spoken={language.value} />
        ))}
    </>
  );
}
