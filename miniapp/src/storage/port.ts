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
  /** 1 to 64 of `A-Z a-z 0-9 _ -`, random: it is stored in the clear. */
  readonly id: string;
  /** From its first message; the person may change it. */
  readonly title: string;
  readonly model: string;
  readonly updatedMs: number;
  readonly preview: string;
  readonly messageCount: number;
  /** Came out of a file: what it says of machines was not checked on this device. */
  readonly imported?: boolean;
}

export interface Conversation extends ConversationHead {
  /** 32 bytes in hex; tells its turns from all others in a worker's prompt cache. */
  readonly cacheSalt: string;
  /** Never changed in place: the vault writes anew only the messages that are other objects than before. */
  readonly messages: readonly StoredMessage[];
}

/** How well what is kept is kept: in the phone's keychain, under a key of this browser, or not beyond this run. */
export type Keeping = "secure" | "device" | "session";

export type VaultErrorCode =
  | "storage_full"
  | "storage_closed" // by the phone, or by a person who forbids sites to store anything
  | "file_malformed"
  | "file_too_large"
  | "passphrase_needed"
  | "passphrase_wrong";

export class VaultError extends Error {
  override readonly name = "VaultError";
  readonly code: VaultErrorCode;

  constructor(code: VaultErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}

/**
 * Conversations and choices, on this device only, encrypted under a key that can't be taken out. Every call may reject with
 * a {@link VaultError}.
 */
export interface Vault {
  readonly keeping: Keeping;
  /** The newest first. */
  list(): Promise<readonly ConversationHead[]>;
  load(id: string): Promise<Conversation | null>;
  /** One that was deleted in this run stays deleted, and one that was renamed keeps that name. */
  save(conversation: Conversation): Promise<void>;
  rename(id: string, title: string): Promise<void>;
  /** With the settings that begin with `chat.` and name it. */
  remove(id: string): Promise<void>;
  /** Deletes all conversations and the key with them; settings stay, but for those that begin with `chat.`. */
  removeAll(): Promise<void>;
  /** Those whose title or messages contain the text; the preview is what was found. */
  search(text: string): Promise<readonly ConversationHead[]>;
  /** All conversations as one file; encrypted under a passphrase when one is given. */
  exportAll(passphrase: string | null): Promise<Uint8Array<ArrayBuffer>>;
  /** @returns how many were added @throws VaultError for a file that is none of ours, or another passphrase */
  importAll(file: Uint8Array<ArrayBuffer>, passphrase: string | null): Promise<number>;
  /**
   * Small settings: the model, a wallet's connection. What begins with `chat.` belongs to conversations and goes with them.
   */
  getSetting(name: string): Promise<string | null>;
  setSetting(name: string, value: string | null): Promise<void>;
  /** Whether conversations outlive this run; always false where `keeping` is "session". */
  keepsChats(): boolean;
  /** Off: what is said from now on is forgotten with this run; what was kept so far stays until it is deleted. */
  setKeepsChats(on: boolean): Promise<void>;
}
