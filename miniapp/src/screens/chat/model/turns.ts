import type { Turn } from "../../../engine/port.ts";
import type { StoredMessage } from "../../../storage/port.ts";
import { shownAs } from "./outcome.ts";

/** A token is three characters at least in the languages that people write here, so a text so long surely fits. */
const CHARS_PER_TOKEN = 3;
const MOST_ANSWER_TOKENS = 2048;

/** How long an answer may be: a quarter of what the model can hold, at most 2048 tokens. */
export const answerTokens = (contextTokens: number): number =>
  Math.max(64, Math.min(MOST_ANSWER_TOKENS, Math.floor(contextTokens / 4)));

/** Questions with what was answered, in order. One whose answer never came whole was not sent, or not heard: it stays out. */
function exchanges(messages: readonly StoredMessage[]): (readonly [StoredMessage, StoredMessage])[] {
  return messages.flatMap((message, index) => {
    const next = messages[index + 1];
    const whole = next !== undefined && ["answer", "stopped"].includes(shownAs(next));
    return message.role === "user" && whole ? [[message, next] as const] : [];
  });
}

/**
 * What the model is given: `question`, and before it as much of the conversation as it can hold, the newest first to stay.
 * What a machine was refused for is never sent to another by the way.
 */
export function turnsFor(
  messages: readonly StoredMessage[],
  question: string,
  contextTokens: number,
): readonly Turn[] {
  let left = (contextTokens - answerTokens(contextTokens)) * CHARS_PER_TOKEN - question.length;
  const turns: Turn[] = [{ role: "user", content: question }];
  for (const [asked, answered] of exchanges(messages).reverse()) {
    left -= asked.text.length + answered.text.length;
    if (left < 0) break;
    turns.unshift({ role: "user", content: asked.text }, { role: "assistant", content: answered.text });
  }
  return turns;
}
