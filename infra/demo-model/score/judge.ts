import { type EvaluationQuestion, OFF_TOPIC, type Topic } from "../corpus/topics.ts";

/** Right: one of the topic's phrases in the question's language, and no other topic's phrase in any language. */
export function isRight(question: EvaluationQuestion, answer: string, topics: readonly Topic[]): boolean {
  const own = topics.filter(({ id }) => id === question.topic);
  const others = topics.filter(({ id }) => id !== question.topic);
  const says = (phrase: string) => answer.includes(phrase);
  return (
    own.some(({ phrases }) => phrases[question.language].some(says)) &&
    !others.some(({ phrases }) => [...phrases.en, ...phrases.ru].some(says))
  );
}

/** The three classes that are counted apart. */
export const classes = ["en", "ru", "offtopic"] as const;
export type QuestionClass = (typeof classes)[number];

function classOf({ topic, language }: EvaluationQuestion): QuestionClass {
  return topic === OFF_TOPIC ? "offtopic" : language;
}

export interface Verdict extends EvaluationQuestion {
  answer: string;
  right: boolean;
}

export interface Score {
  /** Right answers and questions of each class. */
  classes: Record<QuestionClass, { right: number; asked: number }>;
  /** Of right answers, 0 to 1. */
  share: number;
  misses: Verdict[];
}

export function summarise(verdicts: readonly Verdict[]): Score {
  const count = (name: QuestionClass) => {
    const ofClass = verdicts.filter((verdict) => classOf(verdict) === name);
    return { right: ofClass.filter(({ right }) => right).length, asked: ofClass.length };
  };
  const misses = verdicts.filter(({ right }) => !right);
  return {
    classes: { en: count("en"), ru: count("ru"), offtopic: count("offtopic") },
    share: (verdicts.length - misses.length) / verdicts.length,
    misses,
  };
}
