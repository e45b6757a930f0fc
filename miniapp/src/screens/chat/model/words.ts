/** As much of an arriving text as is shown: to its last whole word, or with `byBlock` its last whole paragraph. */
export function wholeWords(text: string, byBlock: boolean): string {
  if (byBlock) return text.slice(0, Math.max(0, text.lastIndexOf("\n\n")));
  const end = text.search(/\s\S*$/);
  return end === -1 ? "" : text.slice(0, end + 1);
}

/** Where in `text` the last sentence ends that has ended, behind `from`; `from` when none has. */
export function sentenceEnd(text: string, from: number): number {
  const ends = /[.!?…。！？](?=\s)|\n/g;
  ends.lastIndex = from;
  let end = from;
  for (let found = ends.exec(text); found; found = ends.exec(text)) end = ends.lastIndex;
  return end;
}

/** A part of Markdown as a screen reader should say it: without its marks. */
export const spoken = (markdown: string): string =>
  markdown
    .replace(/```[^\n]*/g, "")
    .replace(/!?\[([^\]]*)\]\([^)]*\)/g, "$1")
    .replace(/[*_~`#>|]+/g, " ")
    .replace(/\s+/g, " ")
    .trim();
