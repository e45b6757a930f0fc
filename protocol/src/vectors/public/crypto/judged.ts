import type { Judgement, Mismatch } from "../judgement.ts";

/** Cases that our code path can't be asked about, by their reason: counted, never passed over. */
export interface LeftOut {
  readonly reason: string;
  readonly cases: number;
}

/** What came of a file of vectors about one primitive. */
export interface JudgedFile {
  readonly judgements: readonly Judgement[];
  readonly leftOut: readonly LeftOut[];
  /** How many cases the file holds by its own word, or else by the length of its list. */
  readonly cases: number;
}

export const judgement = (id: string, ...mismatches: readonly (readonly Mismatch[])[]): Judgement => ({
  id,
  mismatches: mismatches.flat(),
  otherReason: null,
});

/** What `work` gives, or null where it throws: a primitive has no typed errors, its callers turn any into theirs. */
export async function valueOrNull<T>(work: () => T | Promise<T>): Promise<T | null> {
  try {
    return await work();
  } catch {
    return null;
  }
}
