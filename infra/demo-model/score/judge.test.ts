import { expect, test } from "vitest";
import { type EvaluationQuestion, OFF_TOPIC, readTopics } from "../corpus/topics.ts";
import { isRight, summarise } from "./judge.ts";

const topics = readTopics();
const answerOf = (id: string, language: "en" | "ru") =>
  topics.find((topic) => topic.id === id)?.answer[language] ?? "";
const ask = (topic: string, language: "en" | "ru"): EvaluationQuestion => ({
  topic,
  language,
  question: "?",
});

test("the topic's own answer is right, in the question's language only", () => {
  expect(isRight(ask("price", "en"), answerOf("price", "en"), topics)).toBe(true);
  expect(isRight(ask("price", "ru"), answerOf("price", "en"), topics)).toBe(false);
});

test("another topic's answer is wrong, also beside the right one", () => {
  expect(isRight(ask("price", "en"), answerOf("topup", "en"), topics)).toBe(false);
  const both = `${answerOf("price", "en")} ${answerOf("topup", "ru")}`;
  expect(isRight(ask("price", "en"), both, topics)).toBe(false);
});

test("off-topic wants the refusal", () => {
  expect(isRight(ask(OFF_TOPIC, "ru"), answerOf(OFF_TOPIC, "ru"), topics)).toBe(true);
  expect(isRight(ask(OFF_TOPIC, "ru"), "Не знаю.", topics)).toBe(false);
});

test("counts each class apart and keeps the misses", () => {
  const missed = { ...ask(OFF_TOPIC, "en"), answer: "no", right: false };
  const score = summarise([{ ...ask("price", "en"), answer: "yes", right: true }, missed]);
  expect(score.classes).toEqual({
    en: { right: 1, asked: 1 },
    ru: { right: 0, asked: 0 },
    offtopic: { right: 0, asked: 1 },
  });
  expect(score).toMatchObject({ share: 0.5, misses: [missed] });
});
