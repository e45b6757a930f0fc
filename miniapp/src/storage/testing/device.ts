import type { SecureStore } from "../../platform/port.ts";

/** A phone's keychain, as one account of Telegram sees it. */
export interface Keychain extends SecureStore {
  readonly entries: ReadonlyMap<string, string>;
  /** From now on it refuses, as a phone that is locked. */
  lock(): void;
}

export function keychain(): Keychain {
  const entries = new Map<string, string>();
  let locked = false;
  const use = async <T>(work: () => T): Promise<T> => {
    if (locked) throw new Error("locked");
    return work();
  };
  return {
    entries,
    lock: () => {
      locked = true;
    },
    get: (name) => use(() => entries.get(name) ?? null),
    set: (name, value) => use(() => void entries.set(name, value)),
    remove: (name) => use(() => void entries.delete(name)),
  };
}

const opened = <T>(request: IDBRequest<T>): Promise<T> =>
  new Promise((resolve, reject) => {
    request.addEventListener("success", () => resolve(request.result), { once: true });
    request.addEventListener("error", () => reject(request.error ?? new Error("no reason")), { once: true });
  });

export const databaseNames = async (): Promise<string[]> =>
  (await indexedDB.databases()).map(({ name }) => name ?? "").sort();

/** As a browser whose data was cleared. */
export async function deleteDatabases(): Promise<void> {
  for (const name of await databaseNames()) await opened(indexedDB.deleteDatabase(name));
}

export interface Stored {
  readonly table: string;
  readonly value: unknown;
}

/** Everything in every database, as another program on the phone would read it. */
export async function everythingStored(): Promise<readonly Stored[]> {
  const found: Stored[] = [];
  for (const name of await databaseNames())
    await withDatabase(name, async (database) => {
      for (const table of database.objectStoreNames) {
        const values = await opened(database.transaction(table).objectStore(table).getAll());
        found.push(...values.map((value: unknown) => ({ table, value })));
      }
    });
  return found;
}

/** Writes behind the vault's back. */
export const tamper = (name: string, table: string, value: unknown): Promise<void> =>
  withDatabase(name, async (database) => {
    await opened(database.transaction(table, "readwrite").objectStore(table).put(value));
  });

async function withDatabase(name: string, work: (database: IDBDatabase) => Promise<void>): Promise<void> {
  const database = await opened(indexedDB.open(name));
  try {
    await work(database);
  } finally {
    database.close();
  }
}
