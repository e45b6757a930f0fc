import { splitWords, toByteCharacters } from "./bytes.ts";

/** A pair of tokens to join; earlier ones join first. */
export type Merge = readonly [left: string, right: string];

interface Word {
  symbols: string[];
  count: number;
}

/**
 * Byte-pair encoding: joins the commonest neighbours, `mergeCount` times or until no pair occurs twice. Equal counts
 * are settled by the pair's text, so that the result depends on nothing but the texts.
 */
export function trainMerges(texts: Iterable<string>, mergeCount: number): Merge[] {
  const words = countWords(texts);
  const pairs = new PairIndex();
  for (const word of words) pairs.add(word);
  const merges: Merge[] = [];
  while (merges.length < mergeCount) {
    const best = pairs.commonest();
    if (best === undefined) break;
    merges.push(best);
    for (const word of pairs.wordsWith(best)) {
      pairs.remove(word);
      word.symbols = mergePair(word.symbols, best);
      pairs.add(word);
    }
  }
  return merges;
}

function countWords(texts: Iterable<string>): Word[] {
  const counts = new Map<string, number>();
  for (const text of texts)
    for (const word of splitWords(text)) counts.set(word, (counts.get(word) ?? 0) + 1);
  return Array.from(counts, ([text, count]) => ({ symbols: toByteCharacters(text), count }));
}

export function mergePair(symbols: readonly string[], [left, right]: Merge): string[] {
  const merged: string[] = [];
  for (let at = 0; at < symbols.length; at++) {
    if (symbols[at] === left && symbols[at + 1] === right) {
      merged.push(left + right);
      at++;
    } else merged.push(symbols[at] as string);
  }
  return merged;
}

/** Which words hold which pair and how often in all, kept up to date while words change. */
class PairIndex {
  private readonly counts = new Map<string, number>();
  private readonly words = new Map<string, Set<Word>>();

  add(word: Word): void {
    for (const key of keysOf(word)) {
      this.counts.set(key, (this.counts.get(key) ?? 0) + word.count);
      const holders = this.words.get(key) ?? new Set();
      this.words.set(key, holders.add(word));
    }
  }

  remove(word: Word): void {
    for (const key of keysOf(word)) {
      this.counts.set(key, (this.counts.get(key) ?? 0) - word.count);
      this.words.get(key)?.delete(word);
    }
  }

  commonest(): Merge | undefined {
    let best = "";
    let most = 1;
    for (const [key, count] of this.counts) {
      if (count > most || (count === most && most > 1 && key < best)) [best, most] = [key, count];
    }
    return best === "" ? undefined : (best.split(" ") as [string, string]);
  }

  wordsWith([left, right]: Merge): Word[] {
    return [...(this.words.get(`${left} ${right}`) ?? [])];
  }
}

/** The space is not in the byte alphabet, so it can part the two. */
function keysOf({ symbols }: Word): string[] {
  return symbols.slice(1).map((right, at) => `${symbols[at]} ${right}`);
}
