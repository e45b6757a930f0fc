import { sha256, toHex, utf8 } from "../bytes/index.ts";

const CONTEXT_LINES = 3;
const SHOWN_CHARACTERS = 100;

interface Line {
  readonly mark: " " | "-" | "+";
  readonly text: string;
}

/** What changes from `before` to `after` in the unified format, long lines cut; empty where nothing does. */
export function unifiedDiff(name: string, before: string, after: string): string[] {
  if (before === after) return [];
  const lines = compared(linesOf(before), linesOf(after));
  return [`--- ${name}`, `+++ ${name}`, ...hunksOf(lines)];
}

const linesOf = (text: string): string[] => (text === "" ? [] : text.replace(/\n$/, "").split("\n"));

/** Equal lines at both ends are set aside; what is between them is compared by its longest common subsequence. */
function compared(before: readonly string[], after: readonly string[]): Line[] {
  const shorter = Math.min(before.length, after.length);
  let head = 0;
  while (head < shorter && before[head] === after[head]) head++;
  let tail = 0;
  while (tail < shorter - head && before.at(-1 - tail) === after.at(-1 - tail)) tail++;
  const same = (texts: readonly string[]): Line[] => texts.map((text) => ({ mark: " ", text }));
  return [
    ...same(before.slice(0, head)),
    ...middle(before.slice(head, before.length - tail), after.slice(head, after.length - tail)),
    ...same(before.slice(before.length - tail)),
  ];
}

function middle(before: readonly string[], after: readonly string[]): Line[] {
  const lengths = commonLengths(before, after);
  const width = after.length + 1;
  const at = (i: number, j: number): number => lengths[i * width + j] ?? 0;
  const lines: Line[] = [];
  let [i, j] = [0, 0];
  while (i < before.length || j < after.length) {
    if (i < before.length && before[i] === after[j]) {
      lines.push({ mark: " ", text: before[i++] as string });
      j++;
    } else if (i < before.length && (j === after.length || at(i + 1, j) >= at(i, j + 1)))
      lines.push({ mark: "-", text: before[i++] as string });
    else lines.push({ mark: "+", text: after[j++] as string });
  }
  return lines;
}

/** Of each pair of ends: how many lines both have in common from there on. */
function commonLengths(before: readonly string[], after: readonly string[]): Uint32Array {
  const width = after.length + 1;
  const lengths = new Uint32Array((before.length + 1) * width);
  for (let i = before.length - 1; i >= 0; i--)
    for (let j = after.length - 1; j >= 0; j--) {
      const [down, right, both] = [(i + 1) * width + j, i * width + j + 1, (i + 1) * width + j + 1];
      lengths[i * width + j] =
        before[i] === after[j]
          ? (lengths[both] as number) + 1
          : Math.max(lengths[down] as number, lengths[right] as number);
    }
  return lengths;
}

function hunksOf(lines: readonly Line[]): string[] {
  const isNear = (index: number): boolean =>
    lines
      .slice(Math.max(0, index - CONTEXT_LINES), index + CONTEXT_LINES + 1)
      .some(({ mark }) => mark !== " ");
  const output: string[] = [];
  let [oldLine, newLine] = [1, 1];
  for (let start = 0; start < lines.length; ) {
    let end = start;
    while (end < lines.length && isNear(end)) end++;
    const hunk = lines.slice(start, Math.max(end, start + 1));
    const olds = hunk.filter(({ mark }) => mark !== "+").length;
    const news = hunk.filter(({ mark }) => mark !== "-").length;
    if (end > start)
      output.push(
        `@@ -${oldLine},${olds} +${newLine},${news} @@`,
        ...hunk.map(({ mark, text }) => mark + shown(text)),
      );
    oldLine += olds;
    newLine += news;
    start += hunk.length;
  }
  return output;
}

/** Long hex is told by its beginning and its hash, so that two of them are seen to differ. */
const shown = (text: string): string =>
  text.length <= SHOWN_CHARACTERS
    ? text
    : `${text.slice(0, SHOWN_CHARACTERS)}… ${text.length} characters, SHA-256 ${toHex(sha256(utf8(text))).slice(0, 12)}`;
