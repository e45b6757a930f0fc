/** One thing that a built app must be, and what of it is not so. */
export interface Check {
  readonly name: string;
  /** A line each; empty when nothing is wrong. */
  readonly problems: readonly string[];
}

const decoder = new TextDecoder();

/** Text of the files whose path fits, by path. */
export const textsOf = (app: ReadonlyMap<string, Uint8Array>, fits: RegExp): [path: string, text: string][] =>
  [...app].filter(([path]) => fits.test(path)).map(([path, bytes]) => [path, decoder.decode(bytes)]);
