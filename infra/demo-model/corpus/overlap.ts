/**
 * How close two questions are, from 0 to 1, over their sets of lower-cased words (letters and digits; ё is е).
 *
 * The strictest of three sensible measures: Jaccard (shared / all), Dice (2 × shared / both sizes added) and coverage
 * (the part of the evaluation question's words that the training question contains). Coverage counts the evaluation
 * question only: by the training side, the one-word question "price" would lie inside half of all questions.
 */
export function tokenOverlap(evaluation: ReadonlySet<string>, training: ReadonlySet<string>): number {
  let shared = 0;
  for (const word of evaluation) if (training.has(word)) shared++;
  if (shared === 0) return 0;
  const jaccard = shared / (evaluation.size + training.size - shared);
  const dice = (2 * shared) / (evaluation.size + training.size);
  return Math.max(jaccard, dice, shared / evaluation.size);
}

/** At or above this a training question counts as the evaluation question itself. */
export const MAX_OVERLAP = 0.8;

export function wordSet(text: string): Set<string> {
  return new Set(
    text
      .toLowerCase()
      .replaceAll("ё", "е")
      .match(/[\p{L}\p{N}]+/gu) ?? [],
  );
}

export interface Clash {
  evaluation: string;
  training: string;
  overlap: number;
}

/** The pairs within MAX_OVERLAP; none is what everyone wants. */
export function findClashes(evaluation: readonly string[], training: Iterable<string>): Clash[] {
  const sets = evaluation.map((text) => ({ text, words: wordSet(text) }));
  const clashes: Clash[] = [];
  for (const text of new Set(training)) {
    const words = wordSet(text);
    for (const question of sets) {
      const overlap = tokenOverlap(question.words, words);
      if (overlap >= MAX_OVERLAP) clashes.push({ evaluation: question.text, training: text, overlap });
    }
  }
  return clashes;
}
