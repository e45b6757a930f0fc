import { open, seal } from "./cipher.ts";
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
import type { Change, Row, Rows, Table } from "./rows.ts";
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
const KEEP = "keep-chats";
/** Of a setting that goes with conversations. */
const CHAT = "chat.";

/** Conversations and settings, each row sealed by itself; a message is written once, however long its conversation grows. */
export class SealedVault implements Vault {
  #root: Root;
  #rows: Rows;
  /** Where a message lies already. Messages are never changed in place, so the object says it. */
  readonly #kept = new WeakMap<StoredMessage, string>();
  /** One after the other: an earlier save must not overtake a later one. */
  #turn: Promise<unknown> = Promise.resolve();

  private constructor(root: Root) {
    this.#root = root;
    this.#rows = root.rows;
  }

  static async open(root: Root): Promise<SealedVault> {
    const vault = new SealedVault(root);
    if ((await vault.getSetting(KEEP)) === "no") vault.#rows = new OverlayRows(root.rows);
    return vault;
  }

  get keeping(): Keeping {
    return this.#root.keeping;
  }

  list(): Promise<readonly ConversationHead[]> {
    return this.#inTurn(async () => {
      const heads = await this.#openAll<StoredHead>("heads", "");
      return heads.map(({ head }) => head).sort((a, b) => b.updatedMs - a.updatedMs);
    });
  }

  load(id: string): Promise<Conversation | null> {
    return this.#inTurn(async () => {
      const stored = await this.#get<StoredHead>("heads", id);
      if (!stored) return null;
      const places = await this.#openAll<StoredPlace>("messages", `${id}/`);
      places.sort((a, b) => a.place - b.place);
      for (const { place, message } of places) this.#kept.set(message, whereabouts(id, place));
      return { ...stored.head, cacheSalt: stored.cacheSalt, messages: places.map(({ message }) => message) };
    });
  }

  save(conversation: Conversation): Promise<void> {
    return this.#inTurn(async () => {
      const { messages, cacheSalt, ...head } = conversation;
      checkIds(conversation);
      const stale = new Set(await this.#rows.keys("messages", `${head.id}/`));
      const fresh: { readonly message: StoredMessage; readonly place: number }[] = [];
      messages.forEach((message, place) => {
        const isThere = stale.delete(`${head.id}/${message.id}`);
        if (!isThere || this.#kept.get(message) !== whereabouts(head.id, place))
          fresh.push({ message, place });
      });
      await this.#rows.write([
        ...(await Promise.all(
          fresh.map((stored) => this.#put("messages", `${head.id}/${stored.message.id}`, stored)),
        )),
        ...[...stale].map((remove) => ({ table: "messages" as const, remove })),
        await this.#put("heads", head.id, { head, cacheSalt } satisfies StoredHead),
      ]);
      for (const { message, place } of fresh) this.#kept.set(message, whereabouts(head.id, place));
    });
  }

  remove(id: string): Promise<void> {
    return this.#inTurn(async () => {
      const messages = await this.#rows.keys("messages", `${id}/`);
      const settings = await this.#rows.keys("settings", CHAT);
      await this.#rows.write([
        { table: "heads", remove: id },
        ...messages.map((remove) => ({ table: "messages" as const, remove })),
        ...settings
          .filter((name) => name.endsWith(`.${id}`))
          .map((remove) => ({ table: "settings" as const, remove })),
      ]);
    });
  }

  removeAll(): Promise<void> {
    return this.#inTurn(async () => {
      const names = (await this.#rows.keys("settings", "")).filter((name) => !name.startsWith(CHAT));
      const settings = await Promise.all(
        names.map(async (name) => ({ name, value: await this.#get<string>("settings", name) })),
      );
      this.#root = await this.#root.renew((key) =>
        Promise.all(settings.map(({ name, value }) => sealedRow(key, "settings", name, value))),
      );
      this.#rows = this.#rows instanceof OverlayRows ? new OverlayRows(this.#root.rows) : this.#root.rows;
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
    for (const conversation of newer) await this.save({ ...conversation, imported: true });
    return newer.length;
  }

  getSetting(name: string): Promise<string | null> {
    return this.#inTurn(() => this.#get<string>("settings", name));
  }

  setSetting(name: string, value: string | null): Promise<void> {
    return this.#inTurn(async () =>
      this.#rows.write([
        value === null ? { table: "settings", remove: name } : await this.#put("settings", name, value),
      ]),
    );
  }

  keepsChats(): boolean {
    return this.keeping !== "session" && this.#rows === this.#root.rows;
  }

  async setKeepsChats(on: boolean): Promise<void> {
    if (this.keeping === "session" || on === this.keepsChats()) return;
    await this.setSetting(KEEP, on ? null : "no");
    await this.#inTurn(async () => {
      if (this.#rows instanceof OverlayRows) await this.#root.rows.write(await this.#rows.changes());
      this.#rows = on ? this.#root.rows : new OverlayRows(this.#root.rows);
    });
  }

  async #excerptOf(id: string, wanted: string): Promise<string | null> {
    for (const { message } of await this.#openAll<StoredPlace>("messages", `${id}/`)) {
      const found = excerpt(message.text, wanted);
      if (found !== null) return found;
    }
    return null;
  }

  /** Null for what is not there, or was sealed under a key that is gone. */
  async #get<T>(table: Table, key: string): Promise<T | null> {
    const row = await this.#rows.get(table, key);
    return row && this.#open<T>(table, row);
  }

  async #openAll<T>(table: Table, prefix: string): Promise<T[]> {
    const rows = await this.#rows.all(table, prefix);
    const opened = await Promise.all(rows.map((row) => this.#open<T>(table, row)));
    return opened.filter((value) => value !== null);
  }

  async #open<T>(table: Table, row: Row): Promise<T | null> {
    try {
      return (await open(this.#root.key, placeOf(table, row.key), row)) as T;
    } catch {
      return null;
    }
  }

  async #put(table: Table, key: string, value: unknown): Promise<Change> {
    return { table, put: await sealedRow(this.#root.key, table, key, value) };
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#turn.then(work);
    this.#turn = done.catch(() => undefined);
    return done;
  }
}

const sealedRow = async (key: CryptoKey, table: Table, name: string, value: unknown): Promise<Row> => ({
  key: name,
  ...(await seal(key, placeOf(table, name), value)),
});

const placeOf = (table: Table, key: string): string => `${table}\0${key}`;
const whereabouts = (id: string, place: number): string => `${id}/${place}`;

function checkIds({ id, messages }: Conversation): void {
  if (![id, ...messages.map((message) => message.id)].every((name) => ID.test(name)))
    throw new VaultError("file_malformed", "A conversation has a name that can't be stored.");
}
