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

/** An answer's text as nodes, no HTML between. `open` says that more of it will come. */
export default function Markdown({ text, open }: { readonly text: string; readonly open: boolean }) {
  const grown = useRef<{ readonly text: string; readonly state: Grown }>({ text: "", state: NOTHING });
  const before = text.startsWith(grown.current.text) ? grown.current.state : NOTHING;
  const state = grow(before, text, open);
  grown.current = { text, state };
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
