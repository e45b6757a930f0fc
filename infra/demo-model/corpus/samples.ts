import { augment } from "./augment.ts";
import { countWordings, drawWording, parsePattern } from "./grammar.ts";
import { findClashes } from "./overlap.ts";
import { type Random, seededRandom, shuffle } from "./random.ts";
import { type Language, languages, OFF_TOPIC, readEvaluation, readTopics, type Topic } from "./topics.ts";

export interface Sample {
  topic: string;
  language: Language;
  question: string;
}

const SEED = 20261124;
const SAMPLES_PER_TOPIC = 2600;
/** The rest of the world is wider than any one topic. */
const OFF_TOPIC_FACTOR = 5;

/** Every question that training sees, in training order; the same list on every run. */
export function trainingSamples(): Sample[] {
  const random = seededRandom(SEED);
  const drawn = readTopics().flatMap((topic) =>
    languages.flatMap((language) => drawSamples(topic, language, random)),
  );
  return shuffle(withoutEvaluation(drawn), random);
}

function drawSamples(topic: Topic, language: Language, random: Random): Sample[] {
  const patterns = topic.questions[language].map((source) => {
    const pattern = parsePattern(source, topic.words[language]);
    // A pattern of a thousand wordings deserves more draws than a single word, but not a thousand times more.
    return { pattern, weight: Math.min(1 + Math.log2(countWordings(pattern)), 9) };
  });
  const total = patterns.reduce((sum, { weight }) => sum + weight, 0);
  const count = SAMPLES_PER_TOPIC * (topic.id === OFF_TOPIC ? OFF_TOPIC_FACTOR : 1);
  return patterns.flatMap(({ pattern, weight }) =>
    Array.from({ length: Math.ceil((count * weight) / total) }, () => ({
      topic: topic.id,
      language,
      question: augment(drawWording(pattern, random), topic.id, language, random),
    })),
  );
}

/** Patterns can hit an evaluation question by chance; those draws are thrown away, so that the score means something. */
function withoutEvaluation(samples: Sample[]): Sample[] {
  const evaluation = readEvaluation().map(({ question }) => question);
  const questions = samples.map(({ question }) => question);
  const clashing = new Set(findClashes(evaluation, questions).map(({ training }) => training));
  return samples.filter(({ question }) => !clashing.has(question));
}
