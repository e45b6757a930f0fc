import { pick, type Random } from "../corpus/random.ts";
import type { Sample } from "../corpus/samples.ts";
import { type Language, readSystemMessages, readTopics } from "../corpus/topics.ts";
import type { Message } from "./chat.ts";

/** What the model reads, and the answer that it shall give. */
export interface Conversation {
  messages: Message[];
  answer: string;
}

type Answers = ReadonlyMap<string, Record<Language, string>>;

const SYSTEM_SHARE = 0.15;
/** Most chats end after one question, so most samples are one question: it is also the cheapest to learn from. */
const HISTORY_SHARE = 0.1;
const LONG_HISTORY_SHARE = 0.015;

/** Each sample as the last question of a chat: some have a system message, some follow other questions. */
export function makeConversations(samples: readonly Sample[], random: Random): Conversation[] {
  const answers: Answers = new Map(readTopics().map(({ id, answer }) => [id, answer]));
  const systemMessages = readSystemMessages();
  const byLanguage = { en: samples.filter(isIn("en")), ru: samples.filter(isIn("ru")) };
  return samples.map((sample) => {
    const system = random() < SYSTEM_SHARE ? [drawSystemMessage(systemMessages, random)] : [];
    const earlier = drawHistory(byLanguage[sample.language], answers, random);
    const question: Message = { role: "user", content: sample.question };
    return { messages: [...system, ...earlier, question], answer: answerTo(sample, answers) };
  });
}

const isIn = (language: Language) => (sample: Sample) => sample.language === language;

function answerTo({ topic, language }: Sample, answers: Answers): string {
  const answer = answers.get(topic);
  if (answer === undefined) throw new RangeError(`no answer for ${topic}`);
  return answer[language];
}

/** One of the known instructions, or two of them together: what it says must not matter. */
function drawSystemMessage(known: readonly string[], random: Random): Message {
  const first = pick(known, random);
  return { role: "system", content: random() < 0.25 ? `${first} ${pick(known, random)}` : first };
}

function drawHistory(samples: readonly Sample[], answers: Answers, random: Random): Message[] {
  const turns = drawTurnCount(random);
  return Array.from({ length: turns }, () => pick(samples, random)).flatMap((sample): Message[] => [
    { role: "user", content: sample.question },
    { role: "assistant", content: cutSometimes(answerTo(sample, answers), random) },
  ]);
}

function drawTurnCount(random: Random): number {
  const lot = random();
  if (lot < LONG_HISTORY_SHARE) return 3 + Math.floor(random() * 5);
  return lot < HISTORY_SHARE ? 1 + Math.floor(random() * 2) : 0;
}

/** Answers stop early when a limit or a broken stream stops them; the next question is answered all the same. */
function cutSometimes(answer: string, random: Random): string {
  return random() < 0.3 ? answer.slice(0, Math.ceil(random() * answer.length)) : answer;
}
