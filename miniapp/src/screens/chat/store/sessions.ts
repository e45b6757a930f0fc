import type { Services } from "../../../app/services.ts";
import type { StoredMessage } from "../../../storage/port.ts";
import { ChatSession } from "./session.ts";

/** Conversations that stay open behind the one shown: those that are being answered, and the last few. */
const MOST_OPEN = 4;

/** The conversations that are open in this run. */
export class Sessions {
  readonly #services: Services;
  readonly #open = new Map<string, ChatSession>();
  #fresh: ChatSession | null = null;

  constructor(services: Services) {
    this.#services = services;
  }

  /** The one of `chatId` when it is open already; for null one that has no messages yet. Null: it is to be loaded. */
  at(chatId: string | null): ChatSession | null {
    if (chatId !== null) return this.#open.get(chatId) ?? null;
    if (!this.#fresh || this.#fresh.messages.value.length > 0)
      this.#fresh = new ChatSession(this.#services, null);
    this.#keep(this.#fresh);
    return this.#fresh;
  }

  /** Reads a kept conversation. @returns null when this device has none of that id */
  async load(chatId: string): Promise<ChatSession | null> {
    const stored = await (await this.#services.vault()).load(chatId);
    const open = this.#open.get(chatId);
    if (open?.live.value) return open;
    // What the phone could not keep is here as long as it is open; what was deleted is open no more.
    if (!stored) return open ?? null;
    // Another window, or a file, may have taken it further: what is open here must not overwrite that.
    const isLatest = open && open.lastMs >= stored.updatedMs;
    return isLatest ? open : this.#keep(new ChatSession(this.#services, stored));
  }

  /** A message of an open conversation, and whether it came out of a file. */
  answer(messageId: string): { readonly message: StoredMessage; readonly imported: boolean } | null {
    for (const session of this.#open.values()) {
      const message = session.messages.peek().find(({ id }) => id === messageId);
      if (message) return { message, imported: !session.checkedHere(messageId) };
    }
    return null;
  }

  /** Of a conversation that was deleted, or of all: nobody will read an answer on its way, so it is not to be paid for. */
  forget(chatId: string | null): void {
    for (const session of chatId === null ? [...this.#open.values()] : [this.#open.get(chatId)]) {
      session?.stop();
      if (session) this.#open.delete(session.id);
    }
  }

  #keep(session: ChatSession): ChatSession {
    this.#open.delete(session.id);
    this.#open.set(session.id, session);
    const idle = [...this.#open.values()].filter(({ live }) => !live.value);
    for (const { id } of idle.slice(0, Math.max(0, idle.length - MOST_OPEN))) this.#open.delete(id);
    return session;
  }
}

const all = new WeakMap<Services, Sessions>();

/** The conversations of these services: they outlive the screen that shows them. */
export function sessionsOf(services: Services): Sessions {
  const found = all.get(services) ?? new Sessions(services);
  all.set(services, found);
  return found;
}
