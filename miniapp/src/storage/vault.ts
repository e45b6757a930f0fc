import { toHex } from "@cocoon/protocol/bytes";
import { randomBytes } from "./cipher.ts";
import { OverlayRows } from "./overlay.ts";
import {
  type Conversation,
  type ConversationHead,
  type Keeping,
  type StoredMessage,
  type Vault,
  VaultError,
} from "./port.ts";
import type { Root } from "./root.ts";
import type { Change, Table } from "./rows.ts";
import { SealedRows, sealedRow } from "./sealed-rows.ts";
import { excerpt, folded } from "./search.ts";

interface StoredHead {
  readonly head: ConversationHead;
  readonly cacheSalt: string;
}
interface StoredPlace {
  readonly place: number;
  readonly message: StoredMessage;
}

const ID = /^[\w-]{1,64}$/;
const SALT_BYTES = 32;
const KEEP = "keep-chats";
/** Begins the name of a setting that goes with conversations. */
const CHAT = "chat.";

/** Conversations and settings, each row sealed by itself; a message is written once, however long its conversation grows. */
export class SealedVault implements Vault {
  #root: Root;
  #sealed: SealedRows;
  /** Where a message lies already. Messages are never changed in place, so the object says it. */
  readonly #kept = new WeakMap<StoredMessage, string>();
  /** Deleted in this run: what still holds one of them open must not bring it back. */
  readonly #removed = new Set<string>();
  /** Given in this run: what still holds one of them open does not know. */
  readonly #titles = new Map<string, string>();
  /** One after the other: an earlier save must not overtake a later one. */
  #turn: Promise<unknown> = Promise.resolve();

  private constructor(root: Root) {
    this.#root = root;
    this.#sealed = new SealedRows(root.rows, root.key);
  }

  static async open(root: Root): Promise<SealedVault> {
    const vault = new SealedVault(root);
    if ((await vault.getSetting(KEEP)) === "no") vault.#keepBelow(false);
    return vault;
  }

  get keeping(): Keeping {
    return this.#root.keeping;
  }

  list(): Promise<readonly ConversationHead[]> {
    return this.#inTurn(async () => {
      const heads = await this.#sealed.all<StoredHead>("heads", "");
      return heads.map(({ head }) => head).sort((a, b) => b.updatedMs - a.updatedMs);
    });
  }

  load(id: string): Promise<Conversation | null> {
    return this.#inTurn(async () => {
      const stored = await this.#sealed.get<StoredHead>("heads", id);
      if (!stored) return null;
      const places = await this.#sealed.all<StoredPlace>("messages", `${id}/`);
      places.sort((a, b) => a.place - b.place);
      for (const { place, message } of places) this.#kept.set(message, whereabouts(id, place));
      const messages = places.map(({ message }) => message);
      return { ...stored.head, cacheSalt: stored.cacheSalt, messages };
    });
  }

  save(conversation: Conversation): Promise<void> {
    return this.#inTurn(() => this.#save(conversation));
  }

  rename(id: string, title: string): Promise<void> {
    return this.#inTurn(async () => {
      const stored = await this.#sealed.get<StoredHead>("heads", id);
      if (!stored) return;
      this.#titles.set(id, title);
      await this.#write([
        await this.#sealed.put("heads", id, { ...stored, head: { ...stored.head, title } }),
      ]);
    });
  }

  remove(id: string): Promise<void> {
    return this.#inTurn(async () => {
      const messages = await this.#sealed.rows.keys("messages", `${id}/`);
      await this.#write([
        removing("heads", id),
        ...messages.map((key) => removing("messages", key)),
        ...(await this.#settingsOf(id)),
      ]);
      this.#removed.add(id);
    });
  }

  removeAll(): Promise<void> {
    return this.#inTurn(async () => {
      const ids = await this.#sealed.rows.keys("heads", "");
      const names = await this.#sealed.rows.keys("settings", "");
      const settings = await Promise.all(
        names
          .filter((name) => !name.startsWith(CHAT))
          .map(async (name) => ({ name, value: await this.#sealed.get<string>("settings", name) })),
      );
      const keeps = this.keepsChats();
      this.#root = await this.#root.renew((key) =>
        Promise.all(settings.map(({ name, value }) => sealedRow(key, "settings", name, value))),
      );
      this.#keepBelow(keeps || this.keeping === "session");
      for (const id of ids) this.#removed.add(id);
    });
  }

  async search(text: string): Promise<readonly ConversationHead[]> {
    const wanted = folded(text);
    const heads = await this.list();
    if (wanted === "") return heads;
    const found: ConversationHead[] = [];
    // One conversation after the other: all at once would hold every message in memory.
    for (const head of heads) {
      const inTitle = folded(head.title).includes(wanted);
      const preview = inTitle ? head.preview : await this.#excerptOf(head.id, wanted);
      if (preview !== null) found.push({ ...head, preview });
    }
    return found;
  }

  async exportAll(passphrase: string | null): Promise<Uint8Array<ArrayBuffer>> {
    const { writeArchive } = await import("./archive/archive.ts");
    const conversations: Conversation[] = [];
    for (const { id } of await this.list()) {
      const conversation = await this.load(id);
      if (conversation) conversations.push(conversation);
    }
    return writeArchive(conversations, passphrase);
  }

  async importAll(file: Uint8Array<ArrayBuffer>, passphrase: string | null): Promise<number> {
    const { readArchive } = await import("./archive/archive.ts");
    const conversations = await readArchive(file, passphrase);
    const known = new Map((await this.list()).map(({ id, updatedMs }) => [id, updatedMs]));
    const newer = conversations.filter(({ id, updatedMs }) => updatedMs > (known.get(id) ?? -1));
    for (const conversation of newer) {
      this.#removed.delete(conversation.id);
      // Who made the file must not be able to ask a worker's cache for what is said from now on.
      await this.save({ ...conversation, cacheSalt: toHex(randomBytes(SALT_BYTES)), imported: true });
    }
    return newer.length;
  }

  getSetting(name: string): Promise<string | null> {
    return this.#inTurn(() => this.#sealed.get<string>("settings", name));
  }

  setSetting(name: string, value: string | null): Promise<void> {
    return this.#inTurn(async () =>
      this.#write([
        value === null ? removing("settings", name) : await this.#sealed.put("settings", name, value),
      ]),
    );
  }

  keepsChats(): boolean {
    return this.keeping !== "session" && this.#sealed.rows === this.#root.rows;
  }

  async setKeepsChats(on: boolean): Promise<void> {
    if (this.keeping === "session" || on === this.keepsChats()) return;
    await this.setSetting(KEEP, on ? null : "no");
    await this.#inTurn(async () => {
      const { rows } = this.#sealed;
      if (rows instanceof OverlayRows) await this.#root.rows.write(await rows.changes());
      this.#keepBelow(on);
    });
  }

  /** Whether what is written from now on goes to the device. */
  #keepBelow(on: boolean): void {
    const { rows, key } = this.#root;
    this.#sealed = new SealedRows(on ? rows : new OverlayRows(rows), key);
  }

  async #save(conversation: Conversation): Promise<void> {
    const { messages, cacheSalt, ...given } = conversation;
    checkIds(conversation);
    if (this.#removed.has(given.id)) return;
    const head = { ...given, title: this.#titles.get(given.id) ?? given.title };
    const stale = new Set(await this.#sealed.rows.keys("messages", `${head.id}/`));
    const fresh: StoredPlace[] = [];
    messages.forEach((message, place) => {
      const isThere = stale.delete(`${head.id}/${message.id}`);
      if (!isThere || this.#kept.get(message) !== whereabouts(head.id, place)) fresh.push({ message, place });
    });
    const put = (stored: StoredPlace) =>
      this.#sealed.put("messages", `${head.id}/${stored.message.id}`, stored);
    await this.#write([
      ...(await Promise.all(fresh.map(put))),
      ...[...stale].map((key) => removing("messages", key)),
      await this.#sealed.put("heads", head.id, { head, cacheSalt } satisfies StoredHead),
    ]);
    for (const { message, place } of fresh) this.#kept.set(message, whereabouts(head.id, place));
  }

  /** What removes the settings that belong to a conversation, by their name or by what they say. */
  async #settingsOf(id: string): Promise<readonly Change[]> {
    const names = await this.#sealed.rows.keys("settings", CHAT);
    const values = await Promise.all(names.map((name) => this.#sealed.get<string>("settings", name)));
    return names
      .filter((name, at) => name.endsWith(`.${id}`) || values[at]?.includes(id))
      .map((name) => removing("settings", name));
  }

  async #excerptOf(id: string, wanted: string): Promise<string | null> {
    for (const { message } of await this.#sealed.all<StoredPlace>("messages", `${id}/`)) {
      const found = excerpt(message.text, wanted);
      if (found !== null) return found;
    }
    return null;
  }

  #write(changes: readonly Change[]): Promise<void> {
    return this.#sealed.rows.write(changes);
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#turn.then(work);
    this.#turn = done.catch(() => undefined);
    return done;
  }
}

const removing = (table: Table, remove: string): Change => ({ table, remove });
const whereabouts = (id: string, place: number): string => `${id}/${place}`;

function checkIds({ id, messages }: Conversation): void {
  if (![id, ...messages.map((message) => message.id)].every((name) => ID.test(name)))
    throw new VaultError("file_malformed", "A conversation has a name that can't be stored.");
}
