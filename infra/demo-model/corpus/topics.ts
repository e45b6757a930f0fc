import { readdirSync, readFileSync } from "node:fs";
import type { Words } from "./grammar.ts";

export const languages = ["en", "ru"] as const;
export type Language = (typeof languages)[number];

/** The class of everything that is not about Cocoon; its answer is the refusal. */
export const OFF_TOPIC = "offtopic";

export interface Topic {
  id: string;
  answer: Record<Language, string>;
  /** Any one of these marks an answer as this topic's, in that language. No two topics share one. */
  phrases: Record<Language, string[]>;
  /** Wording patterns, see grammar.ts. */
  questions: Record<Language, string[]>;
  words: Record<Language, Words>;
}

export interface EvaluationQuestion {
  language: Language;
  topic: string;
  question: string;
}

const data = new URL("../data/", import.meta.url);

function readJson<T>(name: string): T {
  return JSON.parse(readFileSync(new URL(name, data), "utf8")) as T;
}

/** Every topic, off-topic included, sorted by id. */
export function readTopics(): Topic[] {
  const shared = readJson<Topic["words"]>("words.json");
  const files = readdirSync(new URL("topics/", data)).filter((file) => file.endsWith(".json"));
  return [...files.map((file) => `topics/${file}`), "offtopic.json"]
    .map((file) => readJson<Omit<Topic, "words"> & { words?: Topic["words"] }>(file))
    .map((topic) => ({
      ...topic,
      words: { en: { ...shared.en, ...topic.words?.en }, ru: { ...shared.ru, ...topic.words?.ru } },
    }))
    .sort((one, other) => (one.id < other.id ? -1 : 1));
}

/** The questions that decide whether a model is good enough, written before training. */
export function readEvaluation(): EvaluationQuestion[] {
  return readJson<EvaluationQuestion[]>("evaluation.json");
}

/** Questions written after all wordings and never looked at to improve them: how a model does out in the world. */
export function readSecondLook(): EvaluationQuestion[] {
  return readJson<EvaluationQuestion[]>("second-look.json");
}

export function readSystemMessages(): string[] {
  return readJson<string[]>("system-messages.json");
}
