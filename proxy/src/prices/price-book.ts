import { CocoonError, LIMITS, parseStrictJson, type PriceList, priceList } from "@cocoon/protocol/api";
import { MalformedError } from "@cocoon/protocol/bytes";
import { parseQuote, type Quote, withinQuote } from "@cocoon/protocol/money";

/** The network's prices as the operator sets them: for each model what a trial pays at most, and what an owner may ask. */
export class PriceBook {
  readonly list: PriceList;
  readonly #byModel: ReadonlyMap<string, { reference: Quote; floor: Quote; cap: Quote }>;

  /** @throws MalformedError when a floor is above its cap, or a model stands there twice */
  constructor(list: PriceList) {
    this.list = list;
    const ranges = list.models.map(({ model, reference, floor, cap }) => {
      const range = { reference: parseQuote(reference), floor: parseQuote(floor), cap: parseQuote(cap) };
      if (!withinQuote(range.floor, range.reference) || !withinQuote(range.reference, range.cap))
        throw new MalformedError(`${model}: floor, reference and cap must not fall`);
      return [model, range] as const;
    });
    this.#byModel = new Map(ranges);
    if (this.#byModel.size !== ranges.length) throw new MalformedError("a model stands there twice");
  }

  get commissionPpm(): number {
    return this.list.commissionPpm;
  }

  /** Whether a trial may pay this; never for a model without a reference price. */
  allowsTrial(model: string, quote: Quote): boolean {
    const range = this.#byModel.get(model);
    return range !== undefined && withinQuote(quote, range.reference);
  }

  /** @throws CocoonError price_out_of_range, unknown_model */
  checkOwnerPrice(model: string, quote: Quote): void {
    const range = this.#byModel.get(model);
    if (!range) throw new CocoonError("unknown_model");
    if (!withinQuote(range.floor, quote) || !withinQuote(quote, range.cap))
      throw new CocoonError("price_out_of_range");
  }
}

/** @throws MalformedError */
export const parsePriceBook = (json: Uint8Array): PriceBook =>
  new PriceBook(parseStrictJson(priceList, json, "price list", LIMITS.manifestBytes));

/** Without a file: the commission alone, and no model that a trial could pay for. */
export const bookWithoutModels = (commissionPpm: number): PriceBook =>
  new PriceBook({ currency: "TON", commissionPpm, models: [] });
