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
  return overlapOf(shared, evaluation.size, training.size);
}

function overlapOf(shared: number, evaluationSize: number, trainingSize: number): number {
  if (shared === 0) return 0;
  const jaccard = shared / (evaluationSize + trainingSize - shared);
  const dice = (2 * shared) / (evaluationSize + trainingSize);
  return Math.max(jaccard, dice, shared / evaluationSize);
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
  const sizes = evaluation.map((text) => wordSet(text).size);
  const questionsWith = indexByWord(evaluation);
  const clashes: Clash[] = [];
  for (const text of new Set(training)) {
    const words = wordSet(text);
    for (const [question, shared] of countShared(words, questionsWith)) {
      const overlap = overlapOf(shared, sizes[question] as number, words.size);
      if (overlap < MAX_OVERLAP) continue;
      clashes.push({ evaluation: evaluation[question] as string, training: text, overlap });
    }
  }
  return clashes;
}

/** Which questions, by position, hold a word: most pairs share none and need no look. */
function indexByWord(questions: readonly string[]): Map<string, number[]> {
  const index = new Map<string, number[]>();
  for (const [at, text] of questions.entries()) {
    for (const word of wordSet(text)) index.set(word, [...(index.get(word) ?? []), at]);
  }
  return index;
}

function countShared(
  words: ReadonlySet<string>,
  questionsWith: ReadonlyMap<string, number[]>,
): Map<number, number> {
  const counts = new Map<number, number>();
  for (const word of words) {
    for (const question of questionsWith.get(word) ?? [])
      counts.set(question, (counts.get(question) ?? 0) + 1);
  }
  return counts;
}
