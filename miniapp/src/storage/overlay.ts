import { type Change, MemoryRows, type Row, type Rows, type Table, TABLES } from "./rows.ts";

/** What is kept of a person who wants no more kept: this, and nothing of what they say. */
const outlives = ({ table, put }: Change & { readonly put: Row }): boolean =>
  table === "settings" && !put.key.startsWith("chat.");

/**
 * Rows of this run over those of the device: what is said while keeping is off never reaches the device, and what is
 * deleted is deleted from both.
 */
export class OverlayRows implements Rows {
  readonly #below: Rows;
  readonly #above = new MemoryRows();

  constructor(below: Rows) {
    this.#below = below;
  }

  async get(table: Table, key: string): Promise<Row | null> {
    return (await this.#above.get(table, key)) ?? this.#below.get(table, key);
  }

  async all(table: Table, prefix: string): Promise<readonly Row[]> {
    const above = await this.#above.all(table, prefix);
    const shadowed = new Set(above.map(({ key }) => key));
    const below = (await this.#below.all(table, prefix)).filter(({ key }) => !shadowed.has(key));
    return [...below, ...above].sort((a, b) => (a.key < b.key ? -1 : 1));
  }

  async keys(table: Table, prefix: string): Promise<readonly string[]> {
    return (await this.all(table, prefix)).map(({ key }) => key);
  }

  async write(changes: readonly Change[]): Promise<void> {
    const goesBelow = (change: Change) => !("put" in change) || outlives(change);
    await this.#below.write(changes.filter(goesBelow));
    await this.#above.write(changes.filter((change) => !("put" in change) || !outlives(change)));
  }

  /** What this run said, for a person who wants it kept after all. */
  async changes(): Promise<readonly Change[]> {
    const tables = await Promise.all(TABLES.map((table) => this.#above.all(table, "")));
    return tables.flatMap((rows, at) => rows.map((put) => ({ table: TABLES[at] as Table, put })));
  }
}
