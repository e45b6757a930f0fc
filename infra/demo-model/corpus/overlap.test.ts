import { expect, test } from "vitest";
import { findClashes, MAX_OVERLAP, tokenOverlap, wordSet } from "./overlap.ts";
import { trainingSamples } from "./samples.ts";
import { languages, OFF_TOPIC, readEvaluation, readTopics } from "./topics.ts";

const overlap = (evaluation: string, training: string) =>
  tokenOverlap(wordSet(evaluation), wordSet(training));

test("case, punctuation and ё do not make a question another one", () => {
  expect(overlap("Всё ли зашифровано?", "все ЛИ зашифровано")).toBe(1);
});

test("the strictest measure counts: a question inside a longer one is that question", () => {
  expect(overlap("what is cocoon", "so tell me please what is cocoon and who made it")).toBe(1);
});

test("one shared word of many is little", () => {
  expect(overlap("how much is one answer", "price of an answer")).toBeCloseTo(2 / 9);
  expect(overlap("how much", "what does it cost")).toBe(0);
});

test("finds the pair that is too close and only that one", () => {
  const clashes = findClashes(["Is there a monthly fee?"], ["is there a fee", "who are you", "Who are you"]);
  expect(clashes).toEqual([
    { evaluation: "Is there a monthly fee?", training: "is there a fee", overlap: 8 / 9 },
  ]);
});

test("40 English, 40 Russian and 20 off-topic questions, none of them trained on", () => {
  const evaluation = readEvaluation();
  const count = (matches: (question: (typeof evaluation)[number]) => boolean) =>
    evaluation.filter(matches).length;
  expect(count(({ topic }) => topic === OFF_TOPIC)).toBe(20);
  for (const language of languages) {
    expect(count((question) => question.topic !== OFF_TOPIC && question.language === language)).toBe(40);
  }
  const training = trainingSamples().map(({ question }) => question);
  const questions = evaluation.map(({ question }) => question);
  expect(training.length).toBeGreaterThan(100_000);
  expect(findClashes(questions, training).filter((clash) => clash.overlap >= MAX_OVERLAP)).toEqual([]);
}, 60_000);

test("no answer holds another topic's phrase, and each holds one of its own", () => {
  const topics = readTopics();
  for (const language of languages) {
    for (const topic of topics) {
      const owners = topics.filter(({ phrases }) =>
        phrases[language].some((phrase) => topic.answer[language].includes(phrase)),
      );
      expect(owners.map(({ id }) => id)).toEqual([topic.id]);
    }
  }
});
