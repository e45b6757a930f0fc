const NAME = "cocoon-engine";
const VERSION = 1;
const STORES = [
  "guards",
  "references",
  "rosters",
  "conflicts",
  "jobs",
  /** Sessions and payer keys. */
  "sealed",
  /** The key that they are sealed under: usable here, and extractable nowhere. */
  "keys",
] as const;
export type StoreName = (typeof STORES)[number];

/**
 * What the engine remembers on this device. As little around IndexedDB as will do: all of it is loaded before the first
 * question. Rejects with what the browser gives, such as that there is no room.
 */
export class EngineDatabase {
  readonly #database: IDBDatabase;

  private constructor(database: IDBDatabase) {
    this.#database = database;
  }

  /** Null where the browser lets nothing be kept. */
  static async open(): Promise<EngineDatabase | null> {
    try {
      const request = indexedDB.open(NAME, VERSION);
      request.addEventListener("upgradeneeded", () => {
        for (const store of STORES) request.result.createObjectStore(store);
      });
      const database = await result(request);
      // Another window with a newer version, or one that deletes all, must not wait for this one.
      database.addEventListener("versionchange", () => database.close());
      return new EngineDatabase(database);
    } catch {
      return null;
    }
  }

  /** Null where there is none. */
  async get<T>(name: StoreName, key: string): Promise<T | null> {
    return (await this.#read(name, (store) => store.get(key))) as T | null;
  }

  all<T>(name: StoreName): Promise<readonly T[]> {
    return this.#read(name, (store) => store.getAll() as IDBRequest<T[]>);
  }

  keys(name: StoreName): Promise<readonly string[]> {
    return this.#read(name, (store) => store.getAllKeys() as IDBRequest<string[]>);
  }

  put(name: StoreName, key: string, value: unknown): Promise<void> {
    return this.#change(name, (store) => void store.put(value, key));
  }

  delete(name: StoreName, key: string): Promise<void> {
    return this.#change(name, (store) => void store.delete(key));
  }

  /** Puts what `next` makes of what is there, within one transaction; nothing where it gives null. */
  replace<T>(name: StoreName, key: string, next: (before: T | null) => T | null): Promise<void> {
    return this.#change(name, (store) => {
      const before = store.get(key) as IDBRequest<T | undefined>;
      before.addEventListener("success", () => {
        const after = next(before.result ?? null);
        if (after !== null) store.put(after, key);
      });
    });
  }

  async #read<T>(name: StoreName, ask: (store: IDBObjectStore) => IDBRequest<T>): Promise<T> {
    return (await result(ask(this.#database.transaction(name).objectStore(name)))) ?? (null as T);
  }

  /** Resolves when it is on the disk: a voucher or a job must not leave before its trace is there. */
  #change(name: StoreName, work: (store: IDBObjectStore) => void): Promise<void> {
    const transaction = this.#database.transaction(name, "readwrite", { durability: "strict" });
    return new Promise((resolve, reject) => {
      transaction.addEventListener("complete", () => resolve());
      transaction.addEventListener("abort", () =>
        reject(transaction.error ?? new Error("nothing was stored")),
      );
      work(transaction.objectStore(name));
    });
  }
}

const result = <T>(request: IDBRequest<T>): Promise<T> =>
  new Promise((resolve, reject) => {
    request.addEventListener("success", () => resolve(request.result));
    request.addEventListener("error", () => reject(request.error ?? new Error("nothing could be read")));
  });
