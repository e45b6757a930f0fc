import type { Sealed } from "./cipher.ts";

/** Heads of conversations by id; their messages by `conversation/message`; settings by name. */
export const TABLES = ["heads", "messages", "settings"] as const;
export type Table = (typeof TABLES)[number];

/** A row as it is stored: its key in the clear, all else sealed. */
export interface Row extends Sealed {
  readonly key: string;
}

export type Change =
  | { readonly table: Table; readonly put: Row }
  | { readonly table: Table; readonly remove: string };

/** Where sealed rows lie. Every call rejects with a VaultError when the device does not do it. */
export interface Rows {
  get(table: Table, key: string): Promise<Row | null>;
  /** Those whose key begins with `prefix`, in the order of their keys. */
  all(table: Table, prefix: string): Promise<readonly Row[]>;
  keys(table: Table, prefix: string): Promise<readonly string[]>;
  /** All of them or none. */
  write(changes: readonly Change[]): Promise<void>;
}

/** For this run only. */
export class MemoryRows implements Rows {
  readonly #tables = new Map<Table, Map<string, Row>>(TABLES.map((table) => [table, new Map()]));

  get(table: Table, key: string): Promise<Row | null> {
    return Promise.resolve(this.#of(table).get(key) ?? null);
  }

  all(table: Table, prefix: string): Promise<readonly Row[]> {
    const found = [...this.#of(table).values()].filter(({ key }) => key.startsWith(prefix));
    return Promise.resolve(found.sort((a, b) => (a.key < b.key ? -1 : 1)));
  }

  async keys(table: Table, prefix: string): Promise<readonly string[]> {
    return (await this.all(table, prefix)).map(({ key }) => key);
  }

  write(changes: readonly Change[]): Promise<void> {
    for (const change of changes) {
      if ("put" in change) this.#of(change.table).set(change.put.key, change.put);
      else this.#of(change.table).delete(change.remove);
    }
    return Promise.resolve();
  }

  #of(table: Table): Map<string, Row> {
    return this.#tables.get(table) as Map<string, Row>;
  }
}
