import { mendInline } from "./mend-inline.ts";

const FENCE = /^ {0,3}(?:[-*+] +|\d{1,9}[.)] +|> ?)*(`{3,}|~{3,})/;

/** What may yet become a bullet, a heading, a rule or a fence: alone on the last line it would flicker as something else. */
const PENDING_LINE = /(?:^|\n)[ \t>]*(?:-+|=+|\*+|\++|_+|`+|~+|\d{1,9}[.)]?|#{1,6}|>)[ \t]*$/;

/** Whether the end of `text` is inside a fenced block of code. */
function insideFence(text: string): boolean {
  let open: string | null = null;
  for (const line of text.split("\n")) {
    const mark = FENCE.exec(line)?.[1];
    if (!mark) continue;
    if (open === null) open = mark;
    else if (mark[0] === open[0] && mark.length >= open.length) open = null;
  }
  return open !== null;
}

/** A table whose line of dashes is on its way would be a paragraph of bars: the line is written to its end. */
function mendTable(text: string): string {
  const lines = text
    .slice(text.lastIndexOf("\n\n") + 1)
    .trim()
    .split("\n");
  const [head, dashes, ...rows] = lines;
  if (!head?.startsWith("|") || rows.length > 0) return text;
  if (dashes !== undefined && !/^\|?[\s:|-]*$/.test(dashes)) return text;
  const whole = head.trimEnd().endsWith("|") ? head.trimEnd() : `${head} |`;
  const cells = Math.max(whole.split("|").length - 2, 1);
  return `${text.slice(0, text.lastIndexOf(head))}${whole}\n|${"---|".repeat(cells)}`;
}

/**
 * The text of an answer that is still arriving, so that its end looks as it will once the rest is there: what is open is closed,
 * what can't be told yet is left out. Words are never lost, only marks.
 */
export function mend(text: string): string {
  if (insideFence(text)) return text.replace(/\n[ \t]*(?:`{1,2}|~{1,2})$/, "");
  const settled = text.replace(PENDING_LINE, "");
  const from = settled.lastIndexOf("\n\n") + 1;
  const last = settled.slice(from);
  if (last.trimStart().startsWith("|")) return mendTable(settled);
  return settled.slice(0, from) + mendInline(last);
}
