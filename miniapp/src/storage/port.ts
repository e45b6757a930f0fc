import type { AnswerView, MachineView, Problem } from "../engine/port.ts";

/** One message of the person, or one answer of a model. */
export interface StoredMessage {
  readonly id: string;
  readonly role: "user" | "assistant";
  readonly text: string;
  readonly sentMs: number;
  readonly model: string | null;
  /** Of an answer: what was verified, counted and charged; its text is `text`. Null when it did not come whole. */
  readonly answer: Omit<AnswerView, "text"> | null;
  /** Of an answer that did not come whole: why. What had arrived is `text`, and is never shown as an answer. */
  readonly problem: Problem | null;
  readonly machine: MachineView | null;
}

export interface ConversationHead {
  readonly id: string;
  /** From its first message; the person may change it. */
  readonly title: string;
  readonly model: string;
  readonly updatedMs: number;
  readonly preview: string;
  readonly messageCount: number;
}

export interface Conversation extends ConversationHead {
  /** 32 bytes in hex; tells its turns from all others in a worker's prompt cache. */
  readonly cacheSalt: string;
  readonly messages: readonly StoredMessage[];
}

/** How well what is kept is kept: in the phone's keychain, under a key of this browser, or not beyond this run. */
export type Keeping = "secure" | "device" | "session";

/** Conversations and choices, on this device only, encrypted under a key that can't be taken out. */
export interface Vault {
  readonly keeping: Keeping;
  list(): Promise<readonly ConversationHead[]>;
  load(id: string): Promise<Conversation | null>;
  save(conversation: Conversation): Promise<void>;
  remove(id: string): Promise<void>;
  /** Deletes all conversations and the key with them. */
  removeAll(): Promise<void>;
  search(text: string): Promise<readonly ConversationHead[]>;
  /** All conversations as one file; encrypted under a passphrase when one is given. */
  exportAll(passphrase: string | null): Promise<Uint8Array<ArrayBuffer>>;
  /** @returns how many were added @throws VaultError for a file that is none of ours, or another passphrase */
  importAll(file: Uint8Array<ArrayBuffer>, passphrase: string | null): Promise<number>;
  /** Small settings: language, model, onboarding seen. */
  getSetting(name: string): Promise<string | null>;
  setSetting(name: string, value: string | null): Promise<void>;
}
