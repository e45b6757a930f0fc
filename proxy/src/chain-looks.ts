import { CocoonError } from "@cocoon/protocol/api";

const EACH_MS = 3_000;
const PER_SECOND = 2;
const REMEMBERED = 10_000;

/**
 * What strangers can make us ask the chain's endpoint, so that they leave the watcher its share: the same question once in a
 * few seconds, and two different ones a second, over all who ask.
 */
export class ChainLooks {
  readonly #answers = new Map<string, { readonly answer: Promise<unknown>; readonly untilMs: number }>();
  #left = PER_SECOND;
  #filledMs = 0;

  /** @throws CocoonError rate_limited */
  look<T>(question: string, ask: () => Promise<T>, nowMs = Date.now()): Promise<T> {
    const known = this.#answers.get(question);
    if (known && known.untilMs > nowMs) return known.answer as Promise<T>;
    this.#take(nowMs);
    const answer = ask();
    answer.catch(() => this.#answers.delete(question));
    if (this.#answers.size >= REMEMBERED) this.#answers.clear();
    this.#answers.set(question, { answer, untilMs: nowMs + EACH_MS });
    return answer;
  }

  #take(nowMs: number): void {
    const refilled = ((nowMs - this.#filledMs) * PER_SECOND) / 1000;
    this.#left = Math.min(PER_SECOND, this.#left + refilled);
    this.#filledMs = nowMs;
    if (this.#left < 1) throw new CocoonError("rate_limited", "questions to the chain");
    this.#left -= 1;
  }
}
