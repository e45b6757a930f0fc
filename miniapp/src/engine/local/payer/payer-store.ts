import {
  encodePayerRecord,
  parsePayerRecord,
  type PayerRecord,
  type PayerStore,
} from "@cocoon/client/payment";
import type { SealedValues } from "../store/sealed-values.ts";
import { recordNameOf } from "./names.ts";

/** Payer records among the sealed values; changes of one escrow wait for each other, also in other windows of this browser. */
export class SealedPayerStore implements PayerStore {
  readonly #values: SealedValues;

  constructor(values: SealedValues) {
    this.#values = values;
  }

  async load(escrow: string): Promise<PayerRecord | null> {
    const text = await this.#values.get(recordNameOf(escrow));
    return text === null ? null : parsePayerRecord(text, "payer's record");
  }

  create(record: PayerRecord): Promise<void> {
    return alone(record.escrow, async () => {
      if (await this.load(record.escrow)) throw new RangeError("the escrow has a payer's record already");
      await this.#save(record);
    });
  }

  update(escrow: string, change: (record: PayerRecord) => PayerRecord): Promise<PayerRecord> {
    return alone(escrow, async () => {
      const record = await this.load(escrow);
      if (!record) throw new RangeError("the escrow has no payer's record");
      const changed = change(record);
      if (changed !== record) await this.#save(changed);
      return changed;
    });
  }

  #save(record: PayerRecord): Promise<void> {
    return this.#values.set(recordNameOf(record.escrow), encodePayerRecord(record));
  }
}

const alone = async <T>(escrow: string, work: () => Promise<T>): Promise<T> =>
  navigator.locks.request(`cocoon ${recordNameOf(escrow)}`, work);
