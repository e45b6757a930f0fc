import { open, seal } from "./cipher.ts";
import type { Change, Row, Rows, Table } from "./rows.ts";

/** Rows under a key: what is put is sealed, what is got is opened. */
export class SealedRows {
  readonly rows: Rows;
  readonly #key: CryptoKey;

  constructor(rows: Rows, key: CryptoKey) {
    this.rows = rows;
    this.#key = key;
  }

  /** Null for what is not there, or was sealed under a key that is gone. */
  async get<T>(table: Table, key: string): Promise<T | null> {
    const row = await this.rows.get(table, key);
    return row && this.#open<T>(table, row);
  }

  /** Those that open, in the order of their keys. */
  async all<T>(table: Table, prefix: string): Promise<T[]> {
    const rows = await this.rows.all(table, prefix);
    const opened = await Promise.all(rows.map((row) => this.#open<T>(table, row)));
    return opened.filter((value) => value !== null);
  }

  async put(table: Table, key: string, value: unknown): Promise<Change> {
    return { table, put: await sealedRow(this.#key, table, key, value) };
  }

  async #open<T>(table: Table, row: Row): Promise<T | null> {
    try {
      return (await open(this.#key, placeOf(table, row.key), row)) as T;
    } catch {
      return null;
    }
  }
}

export const sealedRow = async (
  key: CryptoKey,
  table: Table,
  name: string,
  value: unknown,
): Promise<Row> => ({ key: name, ...(await seal(key, placeOf(table, name), value)) });

const placeOf = (table: Table, key: string): string => `${table}\0${key}`;
