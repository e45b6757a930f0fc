import type { PayerRecord } from "./record.ts";

/**
 * Where a payer's record is kept. Must have stored a change durably when it resolves, must apply changes of one escrow one
 * after the other, also those of other processes, and must show the key to nobody. A copy that lives on elsewhere signs
 * what this one does not know of.
 */
export interface PayerStore {
  load(escrow: string): Promise<PayerRecord | null>;
  /** @throws RangeError when the escrow has a record: its key and what it has signed must not be lost */
  create(record: PayerRecord): Promise<void>;
  /** Stores what `change` makes of the record. @throws RangeError where there is none, and what `change` throws */
  update(escrow: string, change: (record: PayerRecord) => PayerRecord): Promise<PayerRecord>;
}

/** Forgets with the process: for tests. */
export class MemoryPayerStore implements PayerStore {
  readonly #records = new Map<string, PayerRecord>();

  async load(escrow: string): Promise<PayerRecord | null> {
    return this.#records.get(escrow) ?? null;
  }

  async create(record: PayerRecord): Promise<void> {
    if (this.#records.has(record.escrow)) throw new RangeError("the escrow has a payer's record already");
    this.#records.set(record.escrow, record);
  }

  async update(escrow: string, change: (record: PayerRecord) => PayerRecord): Promise<PayerRecord> {
    const record = this.#records.get(escrow);
    if (!record) throw new RangeError("the escrow has no payer's record");
    const changed = change(record);
    this.#records.set(escrow, changed);
    return changed;
  }
}
