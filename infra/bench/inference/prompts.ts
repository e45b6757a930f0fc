/** Questions of the demo model's topics, so that it answers in sentences, in both of its languages. */
export const PROMPTS: readonly string[] = [
  "What is Cocoon?",
  "Who can read what I write here?",
  "How do you check that a worker is genuine?",
  "What does an answer cost?",
  "How can I earn with my own GPU server?",
  "Что такое Cocoon?",
  "Кто видит мои сообщения?",
  "Сколько стоит один ответ?",
];

/** As long as the demo model's answers get, and a power of two. */
export const MAX_TOKENS = 256;
/** One question for as many people as ask at once. */
export const AT_ONCE = PROMPTS.length;
