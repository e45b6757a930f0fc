import type { AskRequest } from "@cocoon/client";
import { MODEL } from "./network.ts";

/** One question of `words` words, or of the text given, which the echo engine answers with itself. */
export const question = (content: string | number, changes: Partial<AskRequest> = {}): AskRequest => ({
  model: MODEL,
  messages: [{ role: "user", content: typeof content === "string" ? content : wordsOf(content) }],
  maxTokens: 128,
  ...changes,
});

export const wordsOf = (count: number): string =>
  Array.from({ length: count }, (_, index) => `word${index}`).join(" ");
