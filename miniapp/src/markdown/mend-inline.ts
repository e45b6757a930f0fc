/** One mark that waits for its end. */
interface Open {
  readonly mark: string;
  readonly at: number;
}

const runAt = (text: string, at: number): string => {
  let end = at + 1;
  while (text[end] === text[at]) end += 1;
  return text.slice(at, end);
};

const isInk = (char: string | undefined): boolean => char !== undefined && !/\s/.test(char);
const isWord = (char: string | undefined): boolean => char !== undefined && /[\p{L}\p{N}]/u.test(char);

const closers = (open: readonly Open[]): string =>
  open
    .map(({ mark }) => mark)
    .reverse()
    .join("");

/** Closes what is open behind the last word, not behind the space after it, where it would close nothing. */
function closed(text: string, open: readonly Open[]): string {
  if (open.length === 0) return text;
  const end = text.trimEnd();
  const empty = open.filter(({ mark, at }) => at + mark.length >= end.length);
  if (empty.length === 0) return end + closers(open) + text.slice(end.length);
  const first = empty[0]?.at ?? end.length;
  return closed(
    text.slice(0, first),
    open.filter(({ at }) => at < first),
  );
}

/** What stands literally up to its own end: code and formulas. @returns where it ends, or its closer when the end isn't there */
function literal(text: string, at: number): { readonly end: number } | { readonly closer: string } | null {
  const pair = text.slice(at, at + 2);
  const closer =
    text[at] === "`"
      ? runAt(text, at)
      : pair === "$$"
        ? "$$"
        : pair === "\\("
          ? "\\)"
          : pair === "\\["
            ? "\\]"
            : null;
  if (closer === null) return null;
  const start = at + closer.length;
  let found = text.indexOf(closer, start);
  while (found !== -1 && text[at] === "`" && runAt(text, found).length !== closer.length)
    found = text.indexOf(closer, found + runAt(text, found).length);
  return found === -1 ? { closer } : { end: found + closer.length };
}

/** A run of emphasis marks: closes what it matches, else opens. @returns the marks open behind it */
function emphasis(
  text: string,
  at: number,
  open: readonly Open[],
): { readonly open: readonly Open[]; readonly length: number } {
  const run = runAt(text, at);
  const before = text[at - 1];
  const after = text[at + run.length];
  const top = open.at(-1);
  const intraword = run[0] === "_" && isWord(before) && isWord(after);
  if (intraword || run.length > 3 || (run[0] === "~" && run.length !== 2))
    return { open, length: run.length };
  if (top && top.mark[0] === run[0]) {
    if (isInk(before) && run.length >= top.mark.length)
      return { open: open.slice(0, -1), length: top.mark.length };
    if (after === undefined) return { open, length: run.length };
  }
  return {
    open: isInk(after) || after === undefined ? [...open, { mark: run, at }] : open,
    length: run.length,
  };
}

/** `[words](address` without its end: the words stay, the address comes later. */
const halfLink = (text: string): string => text.replace(/!?\[([^\][\n]*)\]\([^)\s]*$/, "$1");

/** Half of a closing mark at the very end, such as the first star of two. */
const halfMark = (text: string, open: readonly Open[]): string => {
  const top = open.at(-1)?.mark;
  return top && top.length > 1 && text.endsWith(top[0] ?? "") && !text.endsWith(top)
    ? text.slice(0, -1)
    : text;
};

/** One paragraph whose end is still arriving, with its open marks closed. */
export function mendInline(source: string): string {
  const text = halfLink(source);
  let open: readonly Open[] = [];
  for (let at = 0; at < text.length; ) {
    const block = literal(text, at);
    if (block && "end" in block) at = block.end;
    else if (block) return closed(text, [...open, { mark: block.closer, at }]);
    else if (text[at] === "\\") at += 2;
    else if (/[*_~]/.test(text[at] ?? "")) {
      const met = emphasis(text, at, open);
      open = met.open;
      at += met.length;
    } else at += 1;
  }
  return closed(halfMark(text, open), open);
}
