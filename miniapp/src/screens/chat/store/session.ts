import { signal } from "@preact/signals";
import type { Services } from "../../../app/services.ts";
import type { AskView, Problem, Question, Running } from "../../../engine/port.ts";
import type { Conversation, StoredMessage } from "../../../storage/port.ts";
import { BEGUN, follow, type Live } from "../model/live.ts";
import { outcome, shownAs } from "../model/outcome.ts";
import { answerTokens, turnsFor } from "../model/turns.ts";
import { titleOf } from "../model/title.ts";
import { cardOfModel, chosenModel } from "./models.ts";
import { steadily } from "./steady.ts";
import { tellUnkept } from "./unkept.ts";
import { answerCeiling } from "../../../wallet/device-limits.ts";

const LIST_PREVIEW_CHARS = 120;
/** Where the list of models isn't known yet; a smaller model says `prompt_too_long`. */
const USUAL_CONTEXT_TOKENS = 8192;

const newId = (): string => crypto.randomUUID();
const newSalt = (): string =>
  [...crypto.getRandomValues(new Uint8Array(32))].map((byte) => byte.toString(16).padStart(2, "0")).join("");

/** One conversation, open: its messages and the answer on its way. It goes on while another screen is shown. */
export class ChatSession {
  readonly messages = signal<readonly StoredMessage[]>([]);
  /** Null while nothing is being answered. */
  readonly live = signal<Live | null>(null);
  readonly draft = signal("");
  /** The question that the composer changes; null while it writes a new one. */
  readonly editing = signal<string | null>(null);
  /** Of the answer on its way, so that its place is the same once it is there. */
  readonly liveId = signal("");
  /** Whether the vault has it. */
  kept = false;
  readonly id: string;
  readonly #services: Services;
  readonly #salt: string;
  readonly #imported: boolean;
  /** Answers that arrived in this run. */
  readonly #own = new Set<string>();
  #title: string | null = null;
  #running: Running | null = null;

  constructor(services: Services, stored: Conversation | null) {
    this.#services = services;
    this.id = stored?.id ?? newId();
    this.#salt = stored?.cacheSalt ?? newSalt();
    this.#title = stored?.title ?? null;
    this.messages.value = stored?.messages ?? [];
    this.kept = stored !== null;
    this.#imported = stored?.imported === true;
  }

  /** Sends `text`: as a new question, or in place of the one being changed and all that followed it. */
  ask(text: string): void {
    const at = this.messages.value.findIndex(({ id }) => id === this.editing.value);
    const before = at === -1 ? this.messages.value : this.messages.value.slice(0, at);
    this.editing.value = null;
    this.draft.value = "";
    this.#begin(before, text, false);
  }

  /** Asks the last question again, in place of what came for it. `renew` agrees to other machines than those chosen before. */
  again(renew = false): void {
    const at = this.messages.value.findLastIndex(({ role }) => role === "user");
    const question = this.messages.value[at];
    if (question && !this.live.value) this.#begin(this.messages.value.slice(0, at), question.text, renew);
  }

  /** Whether what a message says of its machine was checked on this device: not where it came out of a file. */
  checkedHere(messageId: string): boolean {
    return !this.#imported || this.#own.has(messageId);
  }

  /** When its last message was sent, in Unix milliseconds; 0 without one. */
  get lastMs(): number {
    return this.messages.peek().at(-1)?.sentMs ?? 0;
  }

  stop(): void {
    this.#running?.stop();
  }

  #begin(before: readonly StoredMessage[], text: string, renew: boolean): void {
    // Where nobody serves any, the engine says so, and a card in the answer's place does.
    const model = chosenModel.value ?? "";
    if (this.live.value) return;
    const asked: StoredMessage = { ...QUESTION, id: newId(), text, sentMs: Date.now(), model };
    this.messages.value = [...before, asked];
    const answerId = newId();
    this.liveId.value = answerId;
    const question = this.#question(before, text, model, renew);
    const sentChars = question.turns.reduce((sum, { content }) => sum + content.length, 0);
    this.live.value = { ...BEGUN, sentChars };
    this.#services.platform.askBeforeClosing(`answer ${this.id}`, true);
    void this.#save(model).catch(tellUnkept);
    this.#running = this.#services.engine.ask(
      question,
      steadily((event) => this.#hear(event, answerId, model)),
    );
  }

  #question(before: readonly StoredMessage[], text: string, model: string, renew: boolean): Question {
    const contextTokens = cardOfModel(model)?.contextTokens ?? USUAL_CONTEXT_TOKENS;
    return {
      model,
      turns: turnsFor(before, text, contextTokens),
      maxTokens: answerTokens(contextTokens),
      cacheSalt: this.#salt,
      ...(renew ? { redrawGuards: true } : {}),
      ...(answerCeiling.peek() === null ? {} : { ceilingNanoton: answerCeiling.peek() as bigint }),
    };
  }

  #hear(event: AskView, id: string, model: string): void {
    // An answer ends once: what comes behind its end is no part of the next one.
    if (!this.live.value || this.liveId.value !== id) return;
    const live = follow(this.live.value, event);
    const ended = outcome({ id, model, nowMs: Date.now() }, live);
    if (!ended) {
      this.live.value = live;
      return;
    }
    this.#running = null;
    this.#own.add(ended.id);
    this.messages.value = [...this.messages.value, ended];
    this.live.value = null;
    this.#services.platform.askBeforeClosing(`answer ${this.id}`, false);
    if (shownAs(ended) === "card") this.#services.platform.haptic("error");
    if (ended.problem && live.sealed)
      void this.#priced(ended, ended.problem, live.sealed.jobId, model).catch(() => undefined);
    // Where the engine crashed, its job runs on, and holds money for an answer that nobody can open.
    if (ended.problem?.code === "internal") void this.#services.engine.cancelLost().catch(() => undefined);
    void this.#save(model).catch(tellUnkept);
  }

  /** Says with a part what it cost, once the proxy has settled it. */
  async #priced(message: StoredMessage, problem: Problem, jobId: string, model: string): Promise<void> {
    const { partCost } = await import("./part-cost.ts");
    const chargedNanoton = await partCost(this.#services, message, jobId);
    if (chargedNanoton === null || !this.messages.value.includes(message)) return;
    const priced = { ...message, problem: { ...problem, chargedNanoton } };
    this.messages.value = this.messages.value.map((each) => (each === message ? priced : each));
    await this.#save(model).catch(tellUnkept);
  }

  async #save(model: string): Promise<void> {
    const messages = this.messages.value;
    const last = messages.at(-1);
    const first = messages[0];
    if (!last || !first) return;
    this.#title ??= titleOf(first.text);
    this.kept = true;
    const vault = await this.#services.vault();
    await vault.save({
      id: this.id,
      title: this.#title,
      model,
      updatedMs: last.sentMs,
      preview: titleOf(last.text, LIST_PREVIEW_CHARS),
      messageCount: messages.length,
      cacheSalt: this.#salt,
      messages,
      ...(this.#imported ? { imported: true } : {}),
    });
  }
}

const QUESTION = { role: "user", answer: null, problem: null, machine: null } as const;
