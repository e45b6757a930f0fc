import { deleteDB, type IDBPDatabase, type IDBPTransaction, openDB } from "idb";
import { VaultError } from "./port.ts";
import { type Change, type Row, type Rows, type Table, TABLES } from "./rows.ts";

/** A table more than the rows': a key that the browser holds and never gives out. */
const KEYS = "keys";
const DEVICE_KEY = "device";
const VERSION = 1;

/** Rows in IndexedDB. The phone may close it in the background; it is opened anew at the next need. */
export class DatabaseRows implements Rows {
  readonly name: string;
  #opened: Promise<IDBPDatabase> | null = null;

  private constructor(name: string) {
    this.name = name;
  }

  /** @throws VaultError when this browser stores nothing */
  static async open(name: string): Promise<DatabaseRows> {
    const rows = new DatabaseRows(name);
    await rows.#use((database) => Promise.resolve(database.version));
    return rows;
  }

  get(table: Table, key: string): Promise<Row | null> {
    return this.#use(async (database) => ((await database.get(table, key)) as Row | undefined) ?? null);
  }

  all(table: Table, prefix: string): Promise<readonly Row[]> {
    return this.#use((database) => database.getAll(table, startingWith(prefix)) as Promise<Row[]>);
  }

  keys(table: Table, prefix: string): Promise<readonly string[]> {
    return this.#use((database) => database.getAllKeys(table, startingWith(prefix)) as Promise<string[]>);
  }

  write(changes: readonly Change[]): Promise<void> {
    if (changes.length === 0) return Promise.resolve();
    return this.#use(async (database) => {
      const tables = [...new Set(changes.map(({ table }) => table))];
      await allOrNothing(database.transaction(tables, "readwrite"), (store) =>
        // Each by itself: what throws here is one of those that failed.
        changes.map(async (change) =>
          "put" in change ? store(change.table).put(change.put) : store(change.table).delete(change.remove),
        ),
      );
    });
  }

  /** The key that this browser holds, or else `offered`, which it holds from now on: two windows get the same one. */
  key(offered: CryptoKey): Promise<CryptoKey> {
    return this.#use(async (database) => {
      const transaction = database.transaction(KEYS, "readwrite");
      const held = (await transaction.store.get(DEVICE_KEY)) as CryptoKey | undefined;
      if (!held) await transaction.store.put(offered, DEVICE_KEY);
      await transaction.done;
      return held ?? offered;
    });
  }

  /** In one step: nothing but these settings, under this key. */
  replace(key: CryptoKey, settings: readonly Row[]): Promise<void> {
    return this.#use(async (database) => {
      await allOrNothing(database.transaction([KEYS, ...TABLES], "readwrite"), (store) => [
        ...TABLES.map((table) => store(table).clear()),
        store(KEYS).put(key, DEVICE_KEY),
        ...settings.map((row) => store("settings").put(row)),
      ]);
    });
  }

  /** Empties it, then deletes it as soon as no other window has it open. */
  async destroy(): Promise<void> {
    await this.#use(async (database) => {
      const transaction = database.transaction(TABLES, "readwrite");
      await Promise.all([...TABLES.map((table) => transaction.objectStore(table).clear()), transaction.done]);
    });
    await this.#close();
    deleteDB(this.name).catch(() => undefined);
  }

  async #close(): Promise<void> {
    const opened = this.#opened;
    this.#opened = null;
    if (opened) (await opened).close();
  }

  async #use<T>(work: (database: IDBPDatabase) => Promise<T>): Promise<T> {
    try {
      return await work(await this.#open());
    } catch (error) {
      if (!isClosed(error)) throw asVaultError(error);
    }
    this.#opened = null;
    try {
      return await work(await this.#open());
    } catch (error) {
      throw asVaultError(error);
    }
  }

  #open(): Promise<IDBPDatabase> {
    const forget = () => {
      this.#opened = null;
    };
    const opened = (this.#opened ??= openDB(this.name, VERSION, {
      upgrade(database) {
        for (const table of TABLES) database.createObjectStore(table, { keyPath: "key" });
        database.createObjectStore(KEYS);
      },
      // Another window deletes it: a connection that stays open would hold that up.
      blocking: () => void this.#close(),
      terminated: forget,
    }));
    opened.catch(forget);
    return opened;
  }
}

type Changing = IDBPTransaction<unknown, string[], "readwrite">;
type Store = ReturnType<Changing["objectStore"]>;

/** What was done before something failed is undone. */
async function allOrNothing(
  transaction: Changing,
  work: (store: (name: string) => Store) => readonly Promise<unknown>[],
): Promise<void> {
  // It rejects with what is thrown below.
  transaction.done.catch(() => undefined);
  try {
    await Promise.all(work((name) => transaction.objectStore(name)));
  } catch (error) {
    abort(transaction);
    throw error;
  }
  await transaction.done;
}

function abort(transaction: Changing): void {
  try {
    transaction.abort();
  } catch {
    // The browser was first.
  }
}

const startingWith = (prefix: string): IDBKeyRange => IDBKeyRange.bound(prefix, `${prefix}\uffff`);

/** The phone closed the connection, which a new one mends. */
const isClosed = (error: unknown): boolean =>
  error instanceof DOMException && (error.name === "InvalidStateError" || error.name === "UnknownError");

function asVaultError(error: unknown): VaultError {
  const name = error instanceof Error ? error.name : "";
  return name === "QuotaExceededError"
    ? new VaultError("storage_full", "The phone has no room left for this app.")
    : new VaultError("storage_closed", `The phone's storage did not take it (${name}).`);
}
