import { byteAlphabet, splitWords, toByteCharacters } from "./bytes.ts";
import { type Merge, mergePair } from "./train.ts";

export const specialTokens = ["<|endoftext|>", "<|im_start|>", "<|im_end|>"] as const;
type SpecialToken = (typeof specialTokens)[number];

/** Special tokens, then the 256 bytes, then one token a merge: the order of ids in the GGUF. */
export class Tokenizer {
  readonly tokens: readonly string[];
  private readonly ids: ReadonlyMap<string, number>;
  private readonly ranks: ReadonlyMap<string, number>;

  constructor(readonly merges: readonly Merge[]) {
    this.tokens = [...specialTokens, ...byteAlphabet, ...merges.map((merge) => merge.join(""))];
    this.ids = new Map(this.tokens.map((token, id) => [token, id]));
    this.ranks = new Map(merges.map((merge, rank) => [merge.join(" "), rank]));
  }

  special(token: SpecialToken): number {
    return specialTokens.indexOf(token);
  }

  /** Special tokens in the text are plain text here. `skipMerge` answers true to leave a possible merge out. */
  encode(text: string, skipMerge: () => boolean = () => false): number[] {
    return splitWords(text).flatMap((word) => this.encodeWord(word, skipMerge));
  }

  private encodeWord(word: string, skipMerge: () => boolean): number[] {
    let symbols = toByteCharacters(word);
    for (;;) {
      const merge = this.firstMerge(symbols, skipMerge);
      if (merge === undefined) return symbols.map((symbol) => this.ids.get(symbol) as number);
      symbols = mergePair(symbols, merge);
    }
  }

  private firstMerge(symbols: readonly string[], skipMerge: () => boolean): Merge | undefined {
    let lowest = Number.POSITIVE_INFINITY;
    for (let at = 1; at < symbols.length; at++) {
      const rank = this.ranks.get(`${symbols[at - 1]} ${symbols[at]}`);
      if (rank !== undefined && rank < lowest && !skipMerge()) lowest = rank;
    }
    return this.merges[lowest];
  }
}
