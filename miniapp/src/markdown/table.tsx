import type { Tokens } from "marked";
import { inline } from "./inline.tsx";
import { piecesOf } from "./lexer.ts";
import { say } from "./texts.ts";

const AMOUNT = /^[\s$€£¥₽≈~<>+−-]*\d[\d\s.,:%/×x–-]*[\p{L}%°$€₽]{0,4}$/u;
/** Wider cells break their lines, so that prose in a table stays within the screen. */
const WIDE_CELL_CHARS = 24;

/** Where a column's cells stand: as the table says, else numbers to the right, so that their digits are one under another. */
function sideOf(token: Tokens.Table, column: number): "left" | "center" | "right" {
  const said = token.align[column];
  if (said || column === 0) return said ?? "left";
  const filled = token.rows.map((row) => row[column]?.text.trim() ?? "").filter((text) => text !== "");
  return filled.length > 0 && filled.every((text) => AMOUNT.test(text)) ? "right" : "left";
}

const classOf = (side: string, text: string): string =>
  text.length > WIDE_CELL_CHARS ? `${side} wide` : side;

export function Table({ token }: { readonly token: Tokens.Table }) {
  const sides = token.header.map((_, column) => sideOf(token, column));
  return (
    <div class="table" tabIndex={0} role="region" aria-label={say().table}>
      <table>
        <thead>
          <tr>
            {token.header.map((cell, column) => (
              <th scope="col" class={sides[column]}>
                {inline(piecesOf(cell.tokens))}
              </th>
            ))}
          </tr>
        </thead>
        <tbody class="num">
          {token.rows.map((row) => (
            <tr>
              {row.map((cell, column) => (
                <td class={classOf(sides[column] ?? "left", cell.text)}>{inline(piecesOf(cell.tokens))}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
