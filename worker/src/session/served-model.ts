import type { OwnerAsks } from "@cocoon/protocol/api";
import { parseQuote, type Quote, withinQuote } from "@cocoon/protocol/money";
import type { Offer } from "@cocoon/protocol/roster";
import type { ModelFile } from "../inference/engine.ts";

/** A model that this worker runs, and what it asks for it now. */
export interface ServedModel {
  readonly file: ModelFile;
  /** The manifest's exact bytes. */
  readonly manifestBytes: Uint8Array;
  readonly price: Quote;
  /** What nobody but whoever runs the worker can go under. */
  readonly leastPrice: Quote;
}

const offerOf = ({ file, price }: ServedModel): Offer => ({
  model: file.manifest.id,
  manifest: file.hash,
  price,
});

/** The models of this worker, each at the price that it asks now. */
export class Catalogue {
  #models: ReadonlyMap<string, ServedModel>;

  constructor(models: readonly ServedModel[]) {
    this.#models = new Map(models.map((model) => [model.file.hash, model]));
  }

  /** By manifest hash in hex. A price that changes makes another map, so a job keeps to the one that it began with. */
  get models(): ReadonlyMap<string, ServedModel> {
    return this.#models;
  }

  get offers(): Offer[] {
    return Array.from(this.#models.values(), offerOf);
  }

  /** Takes over what the owner set at the proxy (SPEC 8.6), save what is under the least of this machine's settings. */
  take(asks: OwnerAsks): void {
    const quotes = new Map(asks.map(({ model, quote }) => [model, parseQuote(quote)]));
    const models = Array.from(this.#models, ([hash, model]) => {
      const price = quotes.get(model.file.manifest.id);
      return [hash, price && withinQuote(model.leastPrice, price) ? { ...model, price } : model] as const;
    });
    this.#models = new Map(models);
  }
}
